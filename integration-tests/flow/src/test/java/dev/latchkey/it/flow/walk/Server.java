package dev.latchkey.it.flow.walk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import dev.latchkey.it.flow.FlowServer;
import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.TokenClient;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.UserBuilder;

/** The real server: its accounts as an admin sees them, its token endpoint and its clock. */
final class Server {

    private final RealmResource admin;
    private final String realm;
    private final IntConsumer clock;
    private final Runnable mailsHaveLeft;
    private final BooleanSupplier packFails;
    private int seconds;

    /** @param seconds position of the clock, which {@code clock} sets */
    Server(RealmResource admin, String realm, int seconds, IntConsumer clock, Runnable mailsHaveLeft,
            BooleanSupplier packFails) {
        this.admin = admin;
        this.realm = realm;
        this.seconds = seconds;
        this.clock = clock;
        this.mailsHaveLeft = mailsHaveLeft;
        this.packFails = packFails;
    }

    String realm() {
        return realm;
    }

    Browser browser() {
        return new Browser(FlowServer.BASE);
    }

    TokenClient tokens(String client) {
        return TokenClient.of(FlowServer.BASE, realm, client);
    }

    /** Whether this is an account's password, regardless of other obstacles to its sign-in. */
    boolean opens(String email, String password) {
        return !tokens(WalkTest.DIRECT_APP).password(email, password, "openid").error().contains("credentials");
    }

    long now() {
        return seconds;
    }

    /** Moves the clock, for all walks. */
    void pass(long more) {
        seconds += (int) more;
        clock.accept(seconds);
    }

    void awaitMails() {
        mailsHaveLeft.run();
    }

    /** Whether the server's last error was caused by the pack, and not by Keycloak alone. */
    boolean packFails() {
        return packFails.getAsBoolean();
    }

    /** Creates accounts with one request; returns their ids by address. */
    Map<String, String> accounts(Map<String, String> passwords) {
        List<UserRepresentation> users = new ArrayList<>();
        passwords.forEach((email, password) -> users.add(account(email, password)));
        PartialImportRepresentation batch = new PartialImportRepresentation();
        batch.setIfResourceExists(PartialImportRepresentation.Policy.FAIL.name());
        batch.setUsers(users);
        try (Response response = admin.partialImport(batch)) {
            Map<String, String> ids = new HashMap<>();
            Json.read(response.readEntity(String.class)).path("results").forEach(made ->
                    ids.put(made.path("resourceName").asText(), made.path("id").asText()));
            passwords.keySet().forEach(email -> Objects.requireNonNull(ids.get(email)));
            return ids;
        }
    }

    private static UserRepresentation account(String email, String password) {
        UserRepresentation account = UserBuilder.create(email).email(email).name("Uma", "User").emailVerified(true)
                .password(password).enabled(true).build();
        account.setClientRoles(Map.of("account", List.of("delete-account", "manage-account", "view-profile")));
        return account;
    }

    /** Has Keycloak mail an invitation to the realm's organization. */
    void invite(String id) {
        String organization = admin.organizations().list(0, 1).get(0).getId();
        admin.organizations().get(organization).members().inviteExistingUser(id).close();
    }

    Optional<UserRepresentation> account(String id) {
        try {
            return Optional.of(admin.users().get(id).toRepresentation());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    Optional<UserRepresentation> ownerOf(String email) {
        return admin.users().searchByEmail(email, true).stream().findFirst();
    }

    void change(String id, Consumer<UserRepresentation> change) {
        UserRepresentation account = admin.users().get(id).toRepresentation();
        change.accept(account);
        admin.users().get(id).update(account);
    }

    void signOut(String id) {
        admin.users().get(id).logout();
    }

    static boolean pending(UserRepresentation account) {
        return !Boolean.TRUE.equals(account.isEmailVerified())
                && account.getRequiredActions().contains(WalkTest.VERIFY_ACTION);
    }
}
