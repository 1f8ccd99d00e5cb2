package dev.latchkey.secretcode;

import java.util.Set;

import dev.latchkey.common.account.AccountSnapshot;
import dev.latchkey.common.rotating.Renewal;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.rotating.Standing;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class KnownCodeTest {

    private static final long CREATED = 1_000_000_000L;
    private static final long NOW = CREATED + 10_000;
    private static final AccountSnapshot ACCOUNT = account("a@example.com", 0, null);
    private static final CodeOwner OWNER = new CodeOwner(ACCOUNT, true, 0, Set.of("code"));

    @Test
    void theNewestGenerationAndTheOneBeforeSignIn() {
        assertEquals(new Judgement.Accepted(), code(Standing.CURRENT, null).judge(OWNER, "client", null, NOW));
        assertEquals(new Judgement.Accepted(), code(Standing.PREDECESSOR, null).judge(OWNER, "client", null, NOW));
        assertEquals(Judgement.Refused.STALE, code(Standing.STALE, null).judge(OWNER, "client", null, NOW));
    }

    @Test
    void aCopyCountsFirstWhoeverPresentsIt() {
        assertEquals(new Judgement.Ended(EndReason.COPY_SEEN),
                code(Standing.COPY, "key").judge(OWNER, "other client", null, Long.MAX_VALUE));
    }

    @Test
    void itAnswersToItsClientAndKeyAlone() {
        assertEquals(Judgement.Refused.WRONG_CLIENT, code(Standing.CURRENT, null).judge(OWNER, "other", null, NOW));
        assertEquals(Judgement.Refused.WRONG_KEY, code(Standing.CURRENT, "key").judge(OWNER, "client", null, NOW));
        assertEquals(Judgement.Refused.WRONG_KEY, code(Standing.CURRENT, "key").judge(OWNER, "client", "other", NOW));
        assertEquals(new Judgement.Accepted(), code(Standing.CURRENT, "key").judge(OWNER, "client", "key", NOW));
    }

    @Test
    void attack_anotherClientsNotBefore_endsNothing() {
        CodeOwner loggedOut = new CodeOwner(ACCOUNT, true, (int) (NOW / 1000), Set.of("code"));
        assertEquals(Judgement.Refused.WRONG_CLIENT,
                code(Standing.CURRENT, null).judge(loggedOut, "other", null, NOW));
    }

    @Test
    void everyEndIsSeenAtItsEdge() {
        KnownCode code = code(Standing.CURRENT, null);
        assertEquals(new Judgement.Accepted(), code.judge(OWNER, "client", null, CREATED + 999_999));
        assertEquals(new Judgement.Ended(EndReason.IDLE), code.judge(OWNER, "client", null, CREATED + 1_000_000));
        assertEquals(new Judgement.Ended(EndReason.EXPIRED), code.judge(OWNER, "client", null, CREATED + 2_000_000));
        assertEquals(new Judgement.Ended(EndReason.HANDLE_DELETED),
                code.judge(new CodeOwner(ACCOUNT, true, 0, Set.of()), "client", null, NOW));
        assertEquals(new Judgement.Ended(EndReason.USER_DISABLED),
                code.judge(new CodeOwner(ACCOUNT, false, 0, Set.of("code")), "client", null, NOW));
        assertEquals(new Judgement.Ended(EndReason.PASSWORD_CHANGED),
                code.judge(owner("a@example.com", CREATED + 1, null), "client", null, NOW));
        assertEquals(new Judgement.Ended(EndReason.PASSWORD_CHANGED),
                code("stamp").judge(owner("a@example.com", 0, "other stamp"), "client", null, NOW));
        assertEquals(new Judgement.Ended(EndReason.EMAIL_CHANGED),
                code.judge(owner("b@example.com", 0, null), "client", null, NOW));
    }

    @Test
    void aLogoutInTheSecondOfTheIssueEndsIt() {
        KnownCode code = code(Standing.CURRENT, null);
        int second = (int) (CREATED / 1000);
        assertEquals(new Judgement.Accepted(),
                code.judge(new CodeOwner(ACCOUNT, true, second - 1, Set.of("code")), "client", null, NOW));
        assertEquals(new Judgement.Ended(EndReason.LOGGED_OUT),
                code.judge(new CodeOwner(ACCOUNT, true, second, Set.of("code")), "client", null, NOW));
    }

    private static CodeOwner owner(String email, long passwordChangedAt, String stamp) {
        return new CodeOwner(account(email, passwordChangedAt, stamp), true, 0, Set.of("code"));
    }

    private static AccountSnapshot account(String email, long passwordChangedAt, String stamp) {
        return new AccountSnapshot("realm", "user", email, passwordChangedAt, "stamp", name -> stamp);
    }

    private static KnownCode code(String stamp) {
        return code(Standing.CURRENT, null).usedBy(owner("a@example.com", 0, stamp));
    }

    private static KnownCode code(Standing standing, String key) {
        RotatingSecret secret = new RotatingSecret("code", 1, new byte[20]);
        return new KnownCode("code", "user", secret, standing, new Renewal(1, 2, "key", "key"), secret, 0,
                new KnownCode.Holder("client", key), new KnownCode.Term(CREATED, 1_000_000, CREATED + 2_000_000),
                new KnownCode.Tie(CREATED, ACCOUNT.emailHash(), ACCOUNT.passwordMark()));
    }
}
