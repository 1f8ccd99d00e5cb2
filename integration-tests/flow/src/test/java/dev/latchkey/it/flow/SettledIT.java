package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** Only an account that was never used, and about which no admin has decided anything, is ever replaced or purged. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SettledIT extends UnverifiedUserTest {

    private final List<TestUser> decided = new ArrayList<>();

    /** What an admin does to an account. */
    private interface Decision {
        void on(UserResource user, TestUser person);
    }

    @Test
    void attack_activeAccountThatIsAskedForItsProofLater_isNeverReplacedNorPurged() {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        TestUser person = owner(email);
        change(user(person), user -> user.setRequiredActions(List.of()));
        setPassword(user(person));
        signIn(email);
        user(person).roles().realmLevel().add(List.of(role()));
        action.policy(Map.of("verify_unverified", "true", "unproven_days", "7"));

        SignIn asked = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD);
        asked.code(mailOf(email, asked).code());
        assertTrue(asked.tab().text().contains("Verify your email address"), asked.tab()::text);
        assertTrue(pending(email));

        assertStays(person);
    }

    @Test
    void attack_pendingAccountThatAnAdminHasDecidedAbout_isNeverReplacedNorPurged() {
        action.policy(Map.of("unproven_days", "7"));
        for (Map.Entry<String, Decision> decision : decisions().entrySet()) {
            String email = freshAddress();
            signUp(email, TestUser.PASSWORD);
            TestUser person = owner(email);
            decision.getValue().on(user(person), person);
            signUp(email, "the attackers password");
            assertEquals(person.id(), account(email).getId(), decision.getKey());
            decided.add(person);
        }
        pass(Duration.ofDays(8));
        rows().purge();
        for (TestUser person : decided) {
            assertEquals(person.id(), account(person.email()).getId());
        }
    }

    private Map<String, Decision> decisions() {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        decisions.put("edit", (user, person) -> change(user, edited -> edited.setFirstName("Nina")));
        decisions.put("password", (user, person) -> setPassword(user));
        decisions.put("role", (user, person) -> user.roles().realmLevel().add(List.of(role())));
        decisions.put("group", (user, person) -> user.joinGroup(group()));
        decisions.put("mail", (user, person) -> user.executeActionsEmail(List.of("UPDATE_PASSWORD")));
        decisions.put("identity", (user, person) -> user.addFederatedIdentity("home", identity(person)).close());
        decisions.put("impersonation", (user, person) -> browser().impersonate(realm, person));
        decisions.put("logout", (user, person) -> user.logout());
        decisions.put("credential", (user, person) -> user.removeCredential(user.credentials().get(0).getId()));
        return decisions;
    }

    @Test
    void attack_pendingAccountThatWasChangedWithoutAnEvent_isNeverReplacedNorPurged() {
        action.policy(Map.of("unproven_days", "7"));
        for (Traces.Trace trace : List.of(Traces.Trace.ROLE, Traces.Trace.GROUP, Traces.Trace.CONSENT,
                Traces.Trace.IDENTITY, Traces.Trace.SESSION, Traces.Trace.OFFLINE_SESSION)) {
            String email = freshAddress();
            signUp(email, TestUser.PASSWORD);
            TestUser person = owner(email);
            new Traces(server, realm.getName()).leave(person, group(), trace);
            signUp(email, "the attackers password");
            assertEquals(person.id(), account(email).getId(), trace.name());
            decided.add(person);
        }
        pass(Duration.ofDays(8));
        rows().purge();
        for (TestUser person : decided) {
            assertEquals(person.id(), account(person.email()).getId());
        }
    }

    @Test
    void whereTheRealmDemandsNoProofTheFirstSignInSettlesAnAccount() {
        String email = freshAddress();
        signUp(email, NEW_PASSWORD);
        TestUser person = owner(email);
        action.turn(false);
        try {
            signIn(email);
        } finally {
            action.turn(true);
        }
        assertEquals(0, rows().unproven(person));
        action.policy(Map.of("unproven_days", "7"));
        assertTrue(pending(email), "the action is outstanding still");

        assertStays(person);
    }

    @Test
    void anUnusedAccountIsReplacedStill() {
        String email = freshAddress();
        signUp(email, TestUser.PASSWORD);
        TestUser person = owner(email);
        signUp(email, NEW_PASSWORD);
        assertFalse(person.id().equals(account(email).getId()));
    }

    private void assertStays(TestUser person) {
        signUp(person.email(), "the attackers password");
        assertEquals(person.id(), account(person.email()).getId());
        pass(Duration.ofDays(8));
        rows().purge();
        assertEquals(person.id(), account(person.email()).getId());
    }

    private void signIn(String email) {
        SignIn signIn = SignIn.open(browser().tab(), realm).password(email, NEW_PASSWORD);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
    }

    private UserResource user(TestUser person) {
        return realm.admin().users().get(person.id());
    }

    private static void change(UserResource user, Consumer<UserRepresentation> edit) {
        UserRepresentation edited = user.toRepresentation();
        edit.accept(edited);
        user.update(edited);
    }

    private static void setPassword(UserResource user) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(NEW_PASSWORD);
        user.resetPassword(password);
    }

    private RoleRepresentation role() {
        return realm.admin().roles().get("offline_access").toRepresentation();
    }

    private String group() {
        GroupRepresentation group = new GroupRepresentation();
        group.setName("group" + NUMBER.incrementAndGet());
        return ApiUtil.getCreatedId(realm.admin().groups().add(group));
    }

    private static FederatedIdentityRepresentation identity(TestUser person) {
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setUserId(person.id());
        identity.setUserName(person.username());
        return identity;
    }
}
