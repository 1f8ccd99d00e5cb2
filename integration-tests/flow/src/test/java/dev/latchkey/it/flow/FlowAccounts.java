package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.ws.rs.core.Response;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;

/** Accounts of a realm whose user names are addresses; a request creates many of them. */
final class FlowAccounts {

    /** So many are created by one request: for each, Keycloak looks at all that the request has created. */
    private static final int AT_ONCE = 25;

    private FlowAccounts() {
    }

    /** @param proven whether the address is verified; if not, the verification is a required action */
    static UserRepresentation account(String password, boolean proven) {
        String email = "flow" + FlowTest.NUMBER.incrementAndGet() + "@mail.example";
        UserBuilder user = UserBuilder.create(email).email(email).name("Uma", "User").emailVerified(proven)
                .password(password).enabled(true);
        return (proven ? user : user.requiredActions(VerifyEmail.ACTION)).build();
    }

    /** Creates accounts; the result is in the same order. */
    static List<TestUser> make(ManagedRealm realm, List<UserRepresentation> users) {
        List<TestUser> made = new ArrayList<>();
        for (int from = 0; from < users.size(); from += AT_ONCE) {
            made.addAll(makeAtOnce(realm, users.subList(from, Math.min(users.size(), from + AT_ONCE))));
        }
        return made;
    }

    private static List<TestUser> makeAtOnce(ManagedRealm realm, List<UserRepresentation> users) {
        PartialImportRepresentation batch = new PartialImportRepresentation();
        batch.setIfResourceExists(PartialImportRepresentation.Policy.FAIL.name());
        batch.setUsers(users);
        try (Response response = realm.admin().partialImport(batch)) {
            Map<String, String> ids = new HashMap<>();
            Rest.json(response.readEntity(String.class)).path("results").forEach(made ->
                    ids.put(made.path("resourceName").asText(), made.path("id").asText()));
            return users.stream().map(user -> new TestUser(Objects.requireNonNull(ids.get(user.getUsername())),
                    user.getUsername(), user.getEmail())).toList();
        }
    }
}
