package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchkey.otp.Purpose;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Domains of whose codes few are entered. */
@KeycloakIntegrationTest(config = FlowServer.class)
class DomainWatchIT extends FlowTest {

    private static final int MANY = 30;

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    private int sent(String domain, Purpose purpose) {
        return server.fetch(DomainWatch.sent(realm.getName(), domain, purpose, MANY), Integer.class);
    }

    private void watch() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.send-unanswered-group-day", "10")
                .attribute("latchkey.limits.send-answer-group-worth", "5"));
    }

    @Test
    void aDomainIsNotWatchedByDefault() {
        assertEquals(MANY, sent("unwatched.example", Purpose.PASSWORD_RESET));
    }

    @Test
    void aDomainThatDoesNotAnswer_getsNoMailsBeforeAFactor_whileOthersDo() {
        watch();
        ServerLog log = ServerLog.fromHere();
        assertEquals(10, sent("trap.example", Purpose.PASSWORD_RESET));
        assertEquals(0, sent("trap.example", Purpose.SIGN_UP));
        assertTrue(log.text().contains("addresses of trap.example: many were sent, and few were entered"));
        assertEquals(10, sent("other.example", Purpose.SIGN_UP));
    }

    @Test
    void attack_unansweredMailsToASharedProvider_stopNoSignIn_andItsUsersMakeUpForThem() {
        watch();
        assertEquals(10, sent("shared.example", Purpose.PASSWORD_RESET));

        assertEquals("Accepted", server.fetch(DomainWatch.answered(realm.getName(), "shared.example"), String.class));
        assertEquals(5, sent("shared.example", Purpose.SIGN_UP), "what one code makes up for");
        assertEquals(MANY, sent("shared.example", Purpose.SECOND_FACTOR), "behind a password");
    }

    @Test
    void aNumberThatWasTypedCreditsTheDomainLikeACode() {
        watch();
        assertEquals(10, sent("numbers.example", Purpose.PASSWORD_RESET));

        assertEquals("Accepted", server.fetch(DomainWatch.confirmed(realm.getName(), "numbers.example"), String.class));
        assertEquals(5, sent("numbers.example", Purpose.SIGN_UP));
    }
}
