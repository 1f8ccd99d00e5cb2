package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** A code's row and its entry in the consoles are created and deleted together. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeLifecycleIT extends SecretCodeTest {

    private static final String GHOST = "ghost-of-a-realm-import-";

    @Test
    void anUnusedCodeIsDeletedWithItsEntry() {
        TestUser person = person();
        code(mobile(), person);
        pass(Duration.ofDays(29));
        rows().purge();
        assertEquals(1, entries(person).size());
        pass(Duration.ofDays(31));
        rows().purge();
        assertEquals(List.of(), entries(person));
        assertEquals(1, rows().endedCodes(person, "IDLE"));
    }

    @Test
    void aCodeOfWhichOnlyTheDaysAreOverGoesWithItsEntry() {
        policy("code_idle_days", "0");
        TestUser person = person();
        code(mobile(), person);
        pass(Duration.ofDays(91));
        rows().purge();
        assertEquals(List.of(), entries(person));
        assertEquals(1, rows().endedCodes(person, "EXPIRED"));
    }

    @Test
    void anEntryThatStandsForNoCodeGoesAndTheOthersStay() {
        TestUser person = person();
        String code = code(mobile(), person);
        server.run(ghost(realm.getName(), person.id()));
        assertEquals(2, entries(person).size());
        rows().sweep();
        assertEquals(List.of(code.substring(0, 16)), entries(person));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aCodeWithoutAnEntryEnds() {
        TestUser person = person();
        code(mobile(), person);
        server.run(sql("delete from CREDENTIAL where TYPE = 'latchkey-secret-code' and USER_ID = ?", person.id()));
        rows().sweep();
        assertEquals(1, rows().endedCodes(person, "HANDLE_DELETED"));
    }

    @Test
    void aUserCacheThatLagsEndsNoCode() {
        TestUser person = person();
        String code = code(mobile(), person);
        server.run(sql("update CREDENTIAL set TYPE = 'away' where TYPE = 'latchkey-secret-code' and USER_ID = ?",
                person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("update CREDENTIAL set TYPE = 'latchkey-secret-code' where TYPE = 'away' and USER_ID = ?",
                person.id()));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void attack_codeThatALaggingUserCacheDoesNotShow_isEndedAllTheSame() {
        TestUser person = person();
        String code = code(mobile(), person);
        server.run(sql("update CREDENTIAL set TYPE = 'away' where TYPE = 'latchkey-secret-code' and USER_ID = ?",
                person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("update CREDENTIAL set TYPE = 'latchkey-secret-code' where TYPE = 'away' and USER_ID = ?",
                person.id()));
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/" + realm.getName() + "/latchkey-secret-codes/"
                + code.substring(0, 16)).statusCode());
        assertEquals(1, rows().endedCodes(person, "REVOKED_BY_USER"));
        assertRefused(mobile().redeem(code));
    }

    @Test
    void anExpiredCodeOfAUserWhoCannotBeFoundEndsToo() {
        TestUser person = person();
        String code = code(mobile(), person);
        server.run(sql("update LATCHKEY_SECRET_CODE set USER_ID = 'f:gone:user' where ID = ?", code.substring(0, 16)));
        pass(Duration.ofDays(31));
        rows().purge();
        assertEquals(1, rows().endedCodes(code, "IDLE"));
    }

    @Test
    void aNameThatTheCacheDoesNotKnowToBeTakenFailsNoSignIn() {
        TestUser person = person();
        code(mobile(), person);
        SignIn signIn = new App(realm, Realms.OTHER_MOBILE).open(browser()).password(person);
        String names = "update CREDENTIAL set USER_LABEL = '%s' where TYPE = 'latchkey-secret-code' and USER_ID = ?";
        server.run(sql(names.formatted("away"), person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql(names.formatted(Realms.OTHER_MOBILE), person.id()));
        assertTrue(new App(realm, Realms.OTHER_MOBILE).exchange(signIn).has("secret_code"));
        assertEquals(2, entries(person).size());
    }

    private List<String> entries(TestUser person) {
        return user(person).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-secret-code"))
                .map(CredentialRepresentation::getId).toList();
    }

    private static RunOnServer sql(String statement, String userId) {
        return session -> session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createNativeQuery(statement).setParameter(1, userId).executeUpdate();
    }

    private static RunOnServer ghost(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            CredentialModel ghost = new CredentialModel();
            ghost.setId(GHOST + session.users().getUserById(realm, userId).getUsername());
            ghost.setType("latchkey-secret-code");
            ghost.setUserLabel("imported");
            ghost.setSecretData("{}");
            ghost.setCredentialData("{}");
            session.users().getUserById(realm, userId).credentialManager().createStoredCredential(ghost);
        };
    }

    /** Loads the user's current state in the database into the server's cache. */
    private static RunOnServer cache(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getProvider(UserCache.class).clear();
            session.users().getUserById(realm, userId).credentialManager().getStoredCredentialsStream().toList();
        };
    }
}
