package dev.latchkey.it.flow;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What cannot be stored is not done: nobody is let in, nothing is sent, and no code is right twice. */
@KeycloakIntegrationTest(config = FlowServer.class)
class DatabaseDownIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_databaseDown_beforeSending_sendsNoMail() {
        Person person = person();
        rows().without("LATCHKEY_RATE_LIMIT", () -> {
            SignIn signIn = afterPassword(person);
            assertFalse(signIn.done());
            assertFalse(signIn.asksForCode());
            assertTrue(signIn.tab().status() >= 400, signIn.tab()::text);
        });
        assertEquals(List.of(), inbox().all(person.email()));
        assertTrue(afterPassword(person).asksForCode(), "and works again when the database is back");
    }

    @Test
    void attack_databaseDown_beforeConsume_letsNobodyIn() {
        Person person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        rows().without("LATCHKEY_ACCOUNT_GUARD", () -> {
            signIn.code(code);
            assertFalse(signIn.done());
            assertTrue(signIn.tab().status() >= 400, signIn.tab()::text);
        });
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_databaseDown_afterConsume_theCodeIsSpentAndNobodyIsIn() {
        Person person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = mail(person).code();
        rows().without("OFFLINE_USER_SESSION", () -> {
            signIn.code(code);
            assertFalse(signIn.done(), "the session could not be stored");
        });
        assertEquals(1, rows().used(person));
        assertEquals(List.of(), realm.admin().users().get(person.id()).getUserSessions());
        assertFalse(SignIn.open(browser.tab(), realm).done());
    }
}
