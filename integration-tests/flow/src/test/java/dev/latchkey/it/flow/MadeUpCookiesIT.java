package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceOwner;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.TrustedDevice;
import dev.latchkey.device.session.DeviceOwners;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** Cookies that name a real device and were never issued: they are just invalid, however many there are. */
@KeycloakIntegrationTest(config = FlowServer.class)
class MadeUpCookiesIT extends TrustTest {

    private static final int MANY = 10_000;
    private static final int GENERATIONS = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void attack_tenThousandMadeUpGenerations_areNoAlarmAndNoLock() {
        TestUser person = person();
        Browser browser = trusted(person);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        // so that an old generation, were it genuine, would be a replay
        time.set(300);
        String genuine = browser.deviceSecret();
        long removed = events(person).count("REMOVE_CREDENTIAL");

        assertEquals("Trusted", recognised(person, genuine), "the same question about what was issued");
        assertEquals(MANY, server.fetch(unknown(realm.getName(), person.id(), genuine), Integer.class));

        assertEquals(1, rows().trusted(person));
        assertEquals(0, rows().failures(person), "nothing is held against the account");
        assertNotAsked(browser, person);
        assertEquals(removed, events(person).count("REMOVE_CREDENTIAL"));
        assertNoAlarm(person);
    }

    @Test
    void attack_madeUpGenerationsOverHttp_areNoAlarmAndNoLock() {
        TestUser person = person();
        Browser browser = trusted(person);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        time.set(300);
        String genuine = browser.deviceSecret();
        for (int generation = 0; generation < 3 * GENERATIONS; generation++) {
            browser.present(madeUp(genuine.substring(0, 22), generation));
            assertAsked(browser, person);
        }
        browser.present(genuine);
        assertNotAsked(browser, person);
        assertEquals(1, rows().trusted(person));
        assertEquals(0, rows().failures(person));
        assertNoAlarm(person);
    }

    /** Other notices, such as that of the new device, come whenever the server has sent them. */
    private void assertNoAlarm(TestUser person) {
        assertEquals(0, events(person).refusals("authn_token_reuse"));
        assertTrue(mails(person).stream().noneMatch(mail -> mail.subject().contains("Security warning")));
    }

    private String recognised(TestUser person, String cookie) {
        return server.fetch(recognise(realm.getName(), person.id(), cookie), String.class);
    }

    private static FetchOnServer recognise(String realmName, String userId, String cookie) {
        return session -> new Endpoint(session, realmName, userId).ask(cookie).getClass().getSimpleName();
    }

    private static FetchOnServer unknown(String realmName, String userId, String genuine) {
        return session -> {
            Endpoint endpoint = new Endpoint(session, realmName, userId);
            int unknown = 0;
            for (int cookie = 0; cookie < MANY; cookie++) {
                if (endpoint.ask(madeUp(genuine.substring(0, 22),
                        cookie % GENERATIONS)) instanceof RecognitionResult.Unknown) {
                    unknown++;
                }
            }
            return unknown;
        };
    }

    private static String madeUp(String selector, int generation) {
        byte[] mac = new byte[20];
        RANDOM.nextBytes(mac);
        return selector + '.' + (generation + 1) + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    /** Asks the provider as a sign-in does, from the same device, so that only the secret is verified. */
    private static final class Endpoint {

        private final RealmModel realm;
        private final DeviceTrustProvider provider;
        private final DeviceOwner owner;
        private final DeviceSignals signals;

        Endpoint(KeycloakSession session, String realmName, String userId) {
            realm = session.realms().getRealmByName(realmName);
            provider = session.getProvider(DeviceTrustProvider.class);
            owner = DeviceOwners.of(realm, session.users().getUserById(realm, userId), TrustPolicy.of(Map.of()));
            TrustedDevice device = provider.list(realm.getId(), userId).get(0);
            String[] browserAndSystem = device.name().split(" on ");
            signals = new DeviceSignals(browserAndSystem[0], browserAndSystem[1], "127.0.0.0/24", device.ip());
        }

        RecognitionResult ask(String cookie) {
            return provider.recognise(realm, owner, signals, RotatingSecret.parse(cookie).orElseThrow());
        }
    }
}
