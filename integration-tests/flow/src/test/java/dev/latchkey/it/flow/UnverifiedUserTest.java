package dev.latchkey.it.flow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.AuthenticationFlowRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;

/** Common parts of the tests of sign-up, password reset and passwordless sign-in: one realm with all of them. */
abstract class UnverifiedUserTest extends FlowTest {

    static final String NEW_PASSWORD = "another horse entirely";

    @InjectRealm(config = Realms.Endpoints.class)
    ManagedRealm realm;

    VerifyEmail action;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void addTheActionAndTheClientThatAsksForTheCodeAlone() {
        action = VerifyEmail.in(realm);
        askForTheCodeAlone(realm);
    }

    /** Makes one client of a realm ask for the code alone. */
    static void askForTheCodeAlone(ManagedRealm realm) {
        override(realm, Realms.OTHER_APP, "browser", Realms.PASSWORDLESS);
    }

    /** Makes a client run a flow of its own in place of the realm's, which no realm file can configure. */
    static void override(ManagedRealm realm, String clientId, String binding, String alias) {
        ClientRepresentation client = realm.admin().clients().findByClientId(clientId).get(0);
        String flow = realm.admin().flows().getFlows().stream()
                .filter(known -> known.getAlias().equals(alias))
                .map(AuthenticationFlowRepresentation::getId).findFirst().orElseThrow();
        client.setAuthenticationFlowBindingOverrides(Map.of(binding, flow));
        realm.admin().clients().get(client.getId()).update(client);
    }

    /** Makes a client run this flow until the test ends. */
    void runs(String clientId, String binding, String flow) {
        override(realm, clientId, binding, flow);
        realm.cleanup().add(ended -> {
            ClientRepresentation client = ended.clients().findByClientId(clientId).get(0);
            client.setAuthenticationFlowBindingOverrides(Map.of(binding, ""));
            ended.clients().get(client.getId()).update(client);
        });
    }

    /** Every user name is the address here. */
    @Override
    TestUser person(UnaryOperator<UserBuilder> more) {
        TestUser person = super.person(more);
        return new TestUser(person.id(), person.email(), person.email());
    }

    /** A user whose account belongs to a user federation, until the test ends. */
    TestUser federated() {
        TestUser person = person();
        new Directory(server, realm.getName()).adopt(person);
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        return person;
    }

    /** An address that no account has. */
    static String freshAddress() {
        return "new" + NUMBER.incrementAndGet() + "@mail.example";
    }

    /** A sign-up in a browser of its own, up to the page after the form. */
    SignIn signUp(String email, String password) {
        return SignIn.register(browser().tab(), realm).fillIn(email, password);
    }

    SignIn passwordless(Browser browser, String username) {
        return SignIn.open(browser.tab(), realm, Realms.OTHER_APP).username(username);
    }

    SignIn forgotten(Browser browser, String username) {
        return SignIn.forgotPassword(browser.tab(), realm).reset(username);
    }

    UserRepresentation account(String email) {
        List<UserRepresentation> found = realm.admin().users().searchByEmail(email, true);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " accounts of " + email);
        }
        return found.get(0);
    }

    /** The account that has this address now. */
    TestUser owner(String email) {
        UserRepresentation account = account(email);
        return new TestUser(account.getId(), account.getUsername(), account.getEmail());
    }

    boolean pending(String email) {
        UserRepresentation account = account(email);
        return !account.isEmailVerified() && account.getRequiredActions().contains(VerifyEmail.ACTION);
    }

    /** An admin requires this user to verify the address again. */
    void pend(TestUser person) {
        change(person, false, List.of(VerifyEmail.ACTION));
    }

    /** An admin marks the address as verified. */
    void vouch(TestUser person) {
        change(person, true, List.of());
    }

    private void change(TestUser person, boolean verified, List<String> actions) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setEmailVerified(verified);
        user.setRequiredActions(actions);
        realm.admin().users().get(person.id()).update(user);
    }

    /** The mail whose reference a page shows; others arrive in the same mailbox. */
    Mail mailOf(String email, SignIn page) {
        String reference = page.reference();
        if (reference.isEmpty()) {
            throw new AssertionError("No reference on the page:\n" + page.tab().text());
        }
        return Eventually.present("the mail " + reference, () -> inbox().all(email).stream()
                .filter(mail -> mail.subject().contains(reference)).findFirst());
    }

    void pass(Duration duration) {
        time.set((int) duration.toSeconds());
    }
}
