package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.event.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;

class FailureQuotaTest {

    private static final long NOW = 1_000_000;

    private final FailureQuota quota = new FailureQuota(2, 1);

    @Test
    void attack_floodOfFailures_isCountedBeyondTheLimit() {
        assertTrue(admit("one", EventType.LOGIN_ERROR, NOW));
        assertTrue(admit("one", EventType.LOGIN_ERROR, NOW));
        assertFalse(admit("one", EventType.LOGIN_ERROR, NOW + 1));
        assertFalse(admit("one", EventType.LOGIN_ERROR, NOW + 3));
        assertEquals(List.of(new FailureQuota.Summary("one", "name of one", "", NOW + 1, NOW + 3,
                Map.of(EventType.LOGIN_ERROR, 2))), quota.summaries(NOW + 4));
        assertEquals(List.of(), quota.summaries(NOW + 5), "each is told once");
    }

    @Test
    void attack_floodOfOneKind_hidesNoOther() {
        for (int i = 0; i < 10; i++) {
            admit("one", EventType.LOGIN_ERROR, NOW);
        }
        assertTrue(admit("one", EventType.CODE_TO_TOKEN_ERROR, NOW));
    }

    @Test
    void attack_floodInOneRealm_leavesTheOthersTheirOwn() {
        for (int i = 0; i < 10; i++) {
            admit("one", EventType.LOGIN_ERROR, NOW);
        }
        assertTrue(admit("two", EventType.LOGIN_ERROR, NOW));
    }

    @Test
    void attack_floodOfAUsersFailures_isCountedBeyondTheLimitOfThatUserAlone() {
        assertTrue(admit("one", "uma", EventType.LOGIN_ERROR, NOW));
        assertFalse(admit("one", "uma", EventType.LOGIN_ERROR, NOW + 1));
        assertFalse(admit("one", "uma", EventType.LOGIN_ERROR, NOW + 2));
        assertTrue(admit("one", "uma", EventType.REFRESH_TOKEN_ERROR, NOW + 2), "another kind");
        assertTrue(admit("one", "ben", EventType.LOGIN_ERROR, NOW + 2));
        assertTrue(admit("two", "uma", EventType.LOGIN_ERROR, NOW + 2));
        assertTrue(admit("one", null, EventType.LOGIN_ERROR, NOW + 2));
        assertEquals(List.of(new FailureQuota.Summary("one", "name of one", "uma", NOW + 1, NOW + 2,
                Map.of(EventType.LOGIN_ERROR, 2))), quota.summaries(NOW + 3));
    }

    @Test
    void eachMinuteHasItsOwn() {
        admit("one", EventType.LOGIN_ERROR, NOW);
        admit("one", EventType.LOGIN_ERROR, NOW);
        assertFalse(admit("one", EventType.LOGIN_ERROR, NOW + 59_999));
        assertTrue(admit("one", EventType.LOGIN_ERROR, NOW + 60_000));
        assertEquals(1, quota.summaries(NOW + 60_001).size(), "what was counted before is not forgotten");
    }

    /** Anybody can send wrong passwords for a user. */
    @Test
    void attack_wrongPasswordsOfAUser_hideNoLockAndNoReplayOfThatUser() {
        for (int i = 0; i < 11; i++) {
            admit("one", "uma", EventType.LOGIN_ERROR, NOW);
        }
        for (Reason reason : List.of(AuditReason.SECOND_FACTOR_LOCKED, EndReason.COPY_SEEN)) {
            Event event = event("one", "uma", EventType.LOGIN_ERROR);
            event.setDetails(Map.of(EventDetails.REASON, reason.id(), "reason", "text of any kind"));
            assertTrue(quota.admit(event, NOW), reason.id());
            assertFalse(quota.admit(event, NOW), "a flood of it is counted too");
        }
    }

    /** A sign-in that names a user and begins anew, again and again; a page that mails the user a link each time. */
    @ParameterizedTest
    @EnumSource(names = {"RESTART_AUTHENTICATION", "SEND_RESET_PASSWORD", "SEND_VERIFY_EMAIL",
        "SEND_IDENTITY_PROVIDER_LINK", "USER_DISABLED_BY_TEMPORARY_LOCKOUT", "USER_DISABLED_BY_PERMANENT_LOCKOUT"})
    void attack_floodOfAUsersSuccessesThatNeedNoProof_isCountedBeyondTheLimit(EventType type) {
        Event event = event("one", "uma", type);
        event.setError(null);
        assertTrue(quota.admit(event, NOW));
        assertFalse(quota.admit(event, NOW + 1));
        assertEquals(List.of(new FailureQuota.Summary("one", "name of one", "uma", NOW + 1, NOW + 1, Map.of(type, 1))),
                quota.summaries(NOW + 2));
    }

    @Test
    void aUsersSuccessesAreAlwaysRecorded() {
        Event event = event("one", "uma", EventType.LOGIN);
        event.setError(null);
        for (int i = 0; i < 11; i++) {
            assertTrue(quota.admit(event, NOW));
        }
        assertEquals(List.of(), quota.summaries(NOW));
    }

    private boolean admit(String realm, EventType type, long now) {
        return admit(realm, null, type, now);
    }

    private boolean admit(String realm, String user, EventType type, long now) {
        return quota.admit(event(realm, user, type), now);
    }

    private static Event event(String realm, String user, EventType type) {
        Event event = new Event();
        event.setRealmId(realm);
        event.setRealmName("name of " + realm);
        event.setUserId(user);
        event.setType(type);
        event.setError("error");
        return event;
    }
}
