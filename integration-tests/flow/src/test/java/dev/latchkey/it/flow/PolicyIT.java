package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import jakarta.ws.rs.BadRequestException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** The realm's e-mail code policy: what it changes, what it refuses, and what it survives. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class PolicyIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @InjectRealm(ref = "imported", config = Imported.class)
    ManagedRealm imported;

    private VerifyEmail action;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void addTheAction() {
        action = VerifyEmail.in(realm);
    }

    @Test
    void lengthAttemptsAndLinkAreThePolicys() {
        action.policy(Map.of("code_length", "8", "max_attempts", "1", "link_enabled", "false"));
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);

        assertEquals(8, mail.code().length());
        assertTrue(mail.linkIfAny().isEmpty(), mail::text);
        assertEquals(1, signIn.attemptsLeft().orElseThrow());
        signIn.code(wrong(mail.code()));
        assertEquals("Wrong code, and no attempts are left. You need a new code.", signIn.message());
        assertFalse(signIn.asksForCode());
    }

    @Test
    void lifetimeCooldownAndResendsAreThePolicys() {
        action.policy(Map.of("code_lifetime_seconds", "120", "resend_cooldown_seconds", "30", "max_resends", "1"));
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String first = mail(person).code();

        time.set(31);
        signIn.resend();
        String second = mail(person, 2).code();
        assertFalse(signIn.offersResend(), signIn.tab()::text);
        time.set(31 + 121);
        assertFalse(signIn.code(second).done());
        assertEquals("This code has expired. You need a new one.", signIn.message());
        assertFalse(first.isEmpty());
    }

    @Test
    void mailsAnHourAreThePolicys() {
        action.policy(Map.of("sends_per_hour", "2"));
        TestUser person = person();
        assertTrue(afterPassword(person).asksForCode());
        assertTrue(afterPassword(person).asksForCode());

        SignIn third = afterPassword(person);

        assertFalse(third.asksForCode());
        assertEquals("Too many codes were sent. Try again in 30 minutes.", third.message());
    }

    @ParameterizedTest
    @CsvSource({
            "code_length, 5", "code_length, 11", "code_length, six",
            "code_lifetime_seconds, 59", "code_lifetime_seconds, 601", "code_lifetime_seconds, 99999999999",
            "max_attempts, 0", "max_attempts, 11", "max_attempts, -1",
            "resend_cooldown_seconds, 29", "resend_cooldown_seconds, 601",
            "max_resends, 0", "max_resends, 11",
            "sends_per_hour, 0", "sends_per_hour, 61"})
    void outOfRangeIsRefusedOnSave(String setting, String value) {
        action.policy(Map.of(setting, ""));

        assertThrows(BadRequestException.class, () -> action.save(Map.of(setting, value)));

        assertFalse(value.equals(action.saved().get(setting)));
    }

    @Test
    void outOfRangeFromAnImportGivesWayToTheDefaults() {
        // an import writes the file's values without validation
        assertEquals("99", VerifyEmail.in(imported).saved().get("code_length"));
        TestUser person = person(imported, user -> user);
        ServerLog log = ServerLog.fromHere();

        SignIn signIn = SignIn.open(browser().tab(), imported).password(person);
        Mail mail = mail(person);
        assertEquals(6, mail.code().length());
        assertEquals(3, signIn.attemptsLeft().orElseThrow());
        signIn.resend();
        assertTrue(signIn.message().startsWith("A code was sent a moment ago."), signIn::message);
        time.set(601);
        assertFalse(signIn.code(mail.code()).done());
        log.assertNoTrace();
    }

    /** Invalid values in a realm file. */
    public static final class Imported implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new Realms.CodeRequired().configure(realm).name("imported")
                    .requiredActions(VerifyEmail.imported(Map.of("code_length", "99",
                            "code_lifetime_seconds", "86400", "max_attempts", "1000000",
                            "resend_cooldown_seconds", "0", "max_resends", "many", "sends_per_hour", "-5")));
        }
    }
}
