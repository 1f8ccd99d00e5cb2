package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** The effect of a trusted device on Keycloak's user cache, which saves most of Keycloak's queries. */
@KeycloakIntegrationTest(config = FlowServer.class)
class UserCacheIT extends TrustTest {

    @Test
    void aRecognizedSignInEvictsNoUser() {
        TestUser person = person();
        Browser browser = trusted(person);
        assertNotAsked(browser, person);
        long before = cachedSince(person);

        assertNotAsked(browser, person);
        assertNotAsked(browser, person);

        assertEquals(before, cachedSince(person));
    }

    @Test
    void whatWritesACredentialDoesEvict() {
        TestUser person = person();
        trusted(person);
        long before = cachedSince(person);

        realm.admin().users().get(person.id()).setCredentialUserLabel(device(person).orElseThrow(), "Kitchen");

        assertNotEquals(before, cachedSince(person), "the test above can fail");
    }

    private long cachedSince(TestUser person) {
        return server.fetch(timestamp(realm.getName(), person.id()), Long.class);
    }

    private static FetchOnServer timestamp(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            return ((CachedUserModel) session.users().getUserById(realm, userId)).getCacheTimestamp();
        };
    }
}
