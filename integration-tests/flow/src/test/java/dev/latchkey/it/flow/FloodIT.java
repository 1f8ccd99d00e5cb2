package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * One address against many users, and many addresses against one user, at each endpoint: the intended limit is reached,
 * and a user with a trusted device can still sign in.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class FloodIT extends TrustTest {

    private static final int SMALL = 3;

    @AfterEach
    void forgetRates() {
        rows().forgetRates(realm.getId());
    }

    @Test
    void attack_mailBombing_oneAddressAgainstManyUsers() {
        TestUser trustedPerson = person();
        Browser trusted = trusted(trustedPerson);
        rows().forgetRates(realm.getId());
        limit("send-ip-hour-after-factor", SMALL);
        for (int user = 1; user <= SMALL; user++) {
            assertTrue(afterPassword(person()).asksForCode(), "user " + user);
        }

        SignIn refused = afterPassword(person());

        assertEquals(429, refused.tab().status());
        assertFalse(refused.asksForCode());
        assertTrue(afterPassword(browser().from("127.0.0.2"), person()).asksForCode(), "another address");
        assertNotAsked(trusted, trustedPerson);
    }

    @Test
    void attack_mailBombing_manyAddressesAgainstOneUser() {
        TestUser person = person();
        Browser trusted = trusted(person);
        rows().forgetRates(realm.getId());
        limit("send-user-day", SMALL);
        for (int address = 1; address <= SMALL; address++) {
            assertTrue(afterPassword(browser().from("127.0.1." + address), person).asksForCode(), "address " + address);
        }

        SignIn refused = afterPassword(browser().from("127.0.1.200"), person);

        assertEquals(429, refused.tab().status());
        assertFalse(refused.asksForCode());
        assertTrue(afterPassword(browser().from("127.0.1.200"), person()).asksForCode(), "another user");
        assertNotAsked(trusted, person);
    }

    @Test
    void attack_guesses_manyAddressesAgainstOneUser_lockTheSecondFactorAlone() {
        TestUser person = person();
        Browser trusted = trusted(person);
        limit("guard-failures", SMALL);
        for (int address = 1; address <= SMALL; address++) {
            SignIn guess = afterPassword(browser().from("127.0.2." + address), person);
            guess.code(wrong(newestCode(person, guess.reference())));
            assertFalse(guess.done());
        }

        SignIn refused = afterPassword(browser().from("127.0.2.200"), person);

        assertEquals(SMALL, rows().failures(person));
        assertEquals(429, refused.tab().status());
        assertTrue(refused.tab().text().contains("Codes are locked for this account"), refused.tab()::text);
        assertNotAsked(trusted, person);
    }

    @Test
    void attack_guesses_oneAddressAgainstManyUsers_lockNoOtherUser() {
        limit("guard-failures", SMALL);
        TestUser guessed = null;
        for (int user = 1; user <= SMALL; user++) {
            guessed = person();
            SignIn guess = afterPassword(guessed);
            guess.code(wrong(newestCode(guessed, guess.reference())));
            assertEquals(1, rows().failures(guessed), "each account has failures of its own");
        }
        TestUser person = person();
        SignIn own = afterPassword(person);
        assertTrue(own.code(newestCode(person, own.reference())).tab().has("latchkey-trust-form") || own.done(),
                own.tab()::text);
    }

    @Test
    void attack_guessedLinks_manyAddressesAgainstOneUser_burnNothing() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        String wrong = mail.link().replace(mail.token(), "A".repeat(43));
        for (int address = 1; address <= SMALL; address++) {
            assertFalse(LinkVisit.post(browser().from("127.0.3." + address).tab(), wrong).tab().status() == 429);
        }
        assertEquals(0, rows().attempts(person));
        assertTrue(signIn.refresh().asksForCode());
        signIn.code(mail.code());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_deviceCheck_oneAddressAgainstManyDevices() {
        limit("device-check-ip-minute", SMALL);
        for (int device = 1; device <= SMALL; device++) {
            assertEquals(200, check(browser(), "device" + device).status());
        }
        Tab refused = check(browser(), "device");
        assertEquals(429, refused.status());
        assertTrue(refused.header("RateLimit").orElse("").startsWith("\"device-check\";r=0;t="));
        assertEquals(200, check(browser().from("127.0.0.2"), "device").status());
    }

    @Test
    void attack_deviceCheck_manyAddressesAgainstOneDevice_changeNothing() {
        TestUser person = person();
        Browser trusted = trusted(person);
        String secret = trusted.deviceSecret();
        for (int address = 1; address <= 2 * SMALL; address++) {
            String guess = secret.substring(0, secret.length() - 3) + "AA" + address;
            assertEquals("{\"trusted\":false}", check(browser().from("127.0.4." + address), guess).source());
        }
        assertEquals(1, rows().trusted(person));
        assertNotAsked(trusted, person);
    }

    @Test
    void attack_passwordGuesses_manyAddressesAgainstOneUser_areKeycloaksDetectorsBusiness() {
        realm.updateWithCleanup(update -> {
            update.build().setBruteForceProtected(true);
            update.build().setFailureFactor(SMALL);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        limit("endpoint-ip-five-minutes", 50);
        TestUser person = person();
        for (int address = 1; address <= SMALL; address++) {
            Browser browser = browser().from("127.0.5." + address);
            SignIn.open(browser.tab(), realm).password(person.username(), "guess");
            detector(person).await(address);
        }
        assertTrue(detector(person).locked(), "the account is locked");
        SignIn owner = afterPassword(person);
        assertTrue(owner.asksForPassword(), "Keycloak refuses the right password, whatever the device");
        assertTrue(afterPassword(person()).asksForCode(), "another user");
    }

    @Test
    void attack_passwordGuesses_oneAddressAgainstManyUsers_blockThatAddress() {
        TestUser person = person();
        Browser trusted = trusted(person).from("127.0.0.3");
        limit("endpoint-ip-five-minutes", SMALL);
        TokenClient app = TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP);
        for (int user = 1; user <= SMALL; user++) {
            assertFalse(app.password("nobody" + user, "guess", "openid").response().statusCode() == 429);
        }
        assertEquals(429, app.password("nobody", "guess", "openid").response().statusCode());
        assertEquals(429, SignIn.open(browser().tab(), realm).tab().status());
        // page, password: the rest of the other address's own rate
        assertNotAsked(trusted, person);
    }

    private Tab check(Browser browser, String token) {
        return browser.tab().postJson(realm.getBaseUrl() + "/latchkey-devices/check",
                "{\"device_token\":\"" + token + "\"}");
    }

    private void limit(String name, int value) {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits." + name, String.valueOf(value)));
    }
}
