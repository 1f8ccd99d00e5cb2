package dev.latchkey.secretcode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.signin.account.AccountSnapshot;
import org.junit.jupiter.api.Test;

class PresentedSecretCodeTest {

    private static final long CREATED = 1_000_000_000L;
    private static final long NOW = CREATED + 10_000;
    private static final AccountSnapshot ACCOUNT = account("a@example.com", 0, null);
    private static final SecretCodeOwner OWNER = new SecretCodeOwner(ACCOUNT, true, false, 0, Set.of("code"));

    @Test
    void theNewestGenerationAndTheOneBeforeSignIn() {
        assertEquals(new LookupResult.Accepted(), code(GenerationStatus.CURRENT, null)
                .verify(OWNER, "client", null, NOW));
        assertEquals(new LookupResult.Accepted(), code(GenerationStatus.PREDECESSOR, null)
                .verify(OWNER, "client", null, NOW));
        assertEquals(LookupResult.Refused.STALE, code(GenerationStatus.STALE, null).verify(OWNER, "client", null, NOW));
    }

    @Test
    void aCopyCountsFirstWhoeverPresentsIt() {
        assertEquals(new LookupResult.Ended(EndReason.COPY_SEEN),
                code(GenerationStatus.REPLAYED, "key").verify(OWNER, "other client", null, Long.MAX_VALUE));
    }

    @Test
    void itAnswersToItsClientAndKeyAlone() {
        assertEquals(LookupResult.Refused.WRONG_CLIENT, code(GenerationStatus.CURRENT, null)
                .verify(OWNER, "other", null, NOW));
        assertEquals(LookupResult.Refused.WRONG_KEY, code(GenerationStatus.CURRENT, "key")
                .verify(OWNER, "client", null, NOW));
        assertEquals(LookupResult.Refused.WRONG_KEY, code(GenerationStatus.CURRENT, "key")
                .verify(OWNER, "client", "other", NOW));
        assertEquals(new LookupResult.Accepted(), code(GenerationStatus.CURRENT, "key")
                .verify(OWNER, "client", "key", NOW));
    }

    @Test
    void attack_anotherClientsNotBefore_endsNothing() {
        SecretCodeOwner loggedOut = new SecretCodeOwner(ACCOUNT, true, false, (int) (NOW / 1000), Set.of("code"));
        assertEquals(LookupResult.Refused.WRONG_CLIENT,
                code(GenerationStatus.CURRENT, null).verify(loggedOut, "other", null, NOW));
    }

    @Test
    void attack_anotherClientsSignOut_endsNothingUnlessTheCodeIsACopy() {
        for (GenerationStatus status : GenerationStatus.values()) {
            boolean copy = status == GenerationStatus.REPLAYED;
            assertEquals(Optional.of(copy ? EndReason.COPY_SEEN : EndReason.LOGGED_OUT),
                    code(status, "key").signOut("client"), status.name());
            assertEquals(copy ? Optional.of(EndReason.COPY_SEEN) : Optional.empty(),
                    code(status, "key").signOut("other"), status.name());
        }
    }

    @Test
    void everyEndIsSeenAtItsEdge() {
        PresentedSecretCode code = code(GenerationStatus.CURRENT, null);
        assertEquals(new LookupResult.Accepted(), code.verify(OWNER, "client", null, CREATED + 999_999));
        assertEquals(new LookupResult.Ended(EndReason.IDLE),
                code.verify(OWNER, "client", null, CREATED + 1_000_000));
        assertEquals(new LookupResult.Ended(EndReason.EXPIRED),
                code.verify(OWNER, "client", null, CREATED + 2_000_000));
        assertEquals(new LookupResult.Ended(EndReason.HANDLE_DELETED),
                code.verify(new SecretCodeOwner(ACCOUNT, true, false, 0, Set.of()), "client", null, NOW));
        assertEquals(new LookupResult.Ended(EndReason.USER_DISABLED),
                code.verify(new SecretCodeOwner(ACCOUNT, false, false, 0, Set.of("code")), "client", null, NOW));
        assertEquals(new LookupResult.Ended(EndReason.PASSWORD_CHANGED),
                code.verify(owner("a@example.com", CREATED + 1, null), "client", null, NOW));
        assertEquals(new LookupResult.Ended(EndReason.PASSWORD_CHANGED),
                code("stamp").verify(owner("a@example.com", 0, "other stamp"), "client", null, NOW));
        assertEquals(new LookupResult.Ended(EndReason.EMAIL_CHANGED),
                code.verify(owner("b@example.com", 0, null), "client", null, NOW));
    }

    @Test
    void attack_whileTheDirectoryIsDown_noChangeOfTheAccountEndsTheCode() {
        PresentedSecretCode code = code("stamp");
        SecretCodeOwner copy = new SecretCodeOwner(account("b@example.com", CREATED + 1, "other stamp"), true, true, 0,
                Set.of("code"));
        assertEquals(new LookupResult.Accepted(), code.verify(copy, "client", null, NOW));
        assertEquals(new LookupResult.Ended(EndReason.EXPIRED),
                code.verify(copy, "client", null, CREATED + 2_000_000));
        SecretCodeOwner loggedOut =
                new SecretCodeOwner(copy.account(), true, true, (int) (NOW / 1000), Set.of("code"));
        assertEquals(new LookupResult.Ended(EndReason.LOGGED_OUT), code.verify(loggedOut, "client", null, NOW));
    }

    @Test
    void aLogoutInTheSecondOfTheIssueEndsIt() {
        PresentedSecretCode code = code(GenerationStatus.CURRENT, null);
        int second = (int) (CREATED / 1000);
        assertEquals(new LookupResult.Accepted(),
                code.verify(new SecretCodeOwner(ACCOUNT, true, false, second - 1, Set.of("code")), "client", null,
                        NOW));
        assertEquals(new LookupResult.Ended(EndReason.LOGGED_OUT),
                code.verify(new SecretCodeOwner(ACCOUNT, true, false, second, Set.of("code")), "client", null, NOW));
    }

    private static SecretCodeOwner owner(String email, long passwordChangedAt, String stamp) {
        return new SecretCodeOwner(account(email, passwordChangedAt, stamp), true, false, 0, Set.of("code"));
    }

    private static AccountSnapshot account(String email, long passwordChangedAt, String stamp) {
        return new AccountSnapshot("realm", "user", email, passwordChangedAt, "stamp", name -> stamp);
    }

    private static PresentedSecretCode code(String stamp) {
        return code(GenerationStatus.CURRENT, null).usedBy(owner("a@example.com", 0, stamp));
    }

    private static PresentedSecretCode code(GenerationStatus status, String key) {
        RotatingSecret secret = new RotatingSecret("code", 1, new byte[20]);
        return new PresentedSecretCode("code", "user", secret, status, new Renewal(1, 2, "key", "key"), secret, 0,
                new PresentedSecretCode.IssuedTo("client", key),
                new Lifetime(CREATED, 1_000_000, CREATED + 2_000_000),
                new PresentedSecretCode.Tie(CREATED, ACCOUNT.emailHash(), ACCOUNT.passwordMark()));
    }
}
