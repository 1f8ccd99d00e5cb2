package dev.latchkey.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.signin.account.AccountSnapshot;
import org.junit.jupiter.api.Test;

class KnownDeviceTest {

    private static final long CREATED = 1_000_000;
    private static final long NOW = CREATED + 1_000;
    private static final AccountSnapshot ACCOUNT = account("uma@example.com", 0, "stamp");
    private static final DeviceOwner OWNER = owner(ACCOUNT);
    private static final DeviceSignals SIGNALS = new DeviceSignals("Firefox", "Linux", "192.0.2.0/24", "192.0.2.7");
    private static final RecognitionResult.Trusted TRUSTED =
            new RecognitionResult.Trusted("device", null, null, null, CREATED + 10_000);

    @Test
    void isTrustedWithTheNewestAndTheGenerationBeforeIt() {
        assertEquals(TRUSTED, verify(GenerationStatus.CURRENT, OWNER, SIGNALS, NOW));
        assertEquals(TRUSTED, verify(GenerationStatus.PREDECESSOR, OWNER, SIGNALS, NOW));
        assertEquals(TRUSTED, verify(GenerationStatus.AHEAD, OWNER, SIGNALS, NOW));
    }

    @Test
    void aReplayIsAnAlarmEvenWhereTrustIsOver() {
        RecognitionResult replayed = new RecognitionResult.Copied("device");
        assertEquals(replayed, verify(GenerationStatus.REPLAYED, OWNER, SIGNALS, NOW));
        assertEquals(replayed, verify(GenerationStatus.REPLAYED, OWNER, SIGNALS, CREATED + 10_000));
    }

    @Test
    void aStaleGenerationOrAnotherLookEndsNothing() {
        assertEquals(new RecognitionResult.Unknown(), verify(GenerationStatus.STALE, OWNER, SIGNALS, NOW));
        assertEquals(new RecognitionResult.Unknown(), verify(GenerationStatus.CURRENT, OWNER,
                new DeviceSignals("Chrome", "Linux", "192.0.2.0/24", "192.0.2.7"), NOW));
        assertEquals(TRUSTED, verify(GenerationStatus.CURRENT, OWNER,
                new DeviceSignals("Firefox", "Linux", "198.51.100.0/24", "198.51.100.7"), NOW));
    }

    @Test
    void itsTimeEnds() {
        assertEquals(TRUSTED, verify(GenerationStatus.CURRENT, OWNER, SIGNALS, CREATED + 4_999));
        assertEquals(ended(EndReason.IDLE),
                verify(GenerationStatus.CURRENT, OWNER, SIGNALS, CREATED + 5_000));
        assertEquals(ended(EndReason.EXPIRED),
                verify(GenerationStatus.CURRENT, OWNER, SIGNALS, CREATED + 10_000));
    }

    @Test
    void theOwnersChangesEndIt() {
        assertEquals(ended(EndReason.PASSWORD_CHANGED), verify(GenerationStatus.CURRENT,
                owner(account("uma@example.com", CREATED + 1, "stamp")), SIGNALS, NOW));
        assertEquals(ended(EndReason.PASSWORD_CHANGED), verify(GenerationStatus.CURRENT,
                owner(account("other@example.com", 0, "another stamp")), SIGNALS, NOW));
        assertEquals(ended(EndReason.EMAIL_CHANGED), verify(GenerationStatus.CURRENT,
                owner(account("other@example.com", 0, "stamp")), SIGNALS, NOW));
        assertEquals(ended(EndReason.HANDLE_DELETED), verify(GenerationStatus.CURRENT,
                new DeviceOwner(ACCOUNT, false, Set.of("another device")), SIGNALS, NOW));
    }

    @Test
    void attack_whileTheDirectoryIsDown_theDeviceIsNeitherTrustedNorEnded() {
        DeviceOwner copy = new DeviceOwner(account("other@example.com", CREATED + 1, "another stamp"), true,
                Set.of("device"));
        assertEquals(new RecognitionResult.Unknown(), verify(GenerationStatus.CURRENT, copy, SIGNALS, NOW));
        assertEquals(new RecognitionResult.Unknown(), verify(GenerationStatus.CURRENT,
                new DeviceOwner(ACCOUNT, true, Set.of("device")), SIGNALS, NOW));
        assertEquals(ended(EndReason.EXPIRED), verify(GenerationStatus.CURRENT, copy, SIGNALS, CREATED + 10_000));
    }

    @Test
    void theReasonIsThatOfTimeBeforeThatOfTheOwner() {
        DeviceOwner changed = owner(account("uma@example.com", CREATED + 1, "stamp"));
        assertEquals(ended(EndReason.EXPIRED),
                verify(GenerationStatus.CURRENT, changed, SIGNALS, CREATED + 10_000));
        assertEquals(ended(EndReason.PASSWORD_CHANGED),
                verify(GenerationStatus.STALE, changed, SIGNALS, NOW));
    }

    private static RecognitionResult verify(GenerationStatus status, DeviceOwner owner, DeviceSignals signals,
            long now) {
        KnownDevice device = new KnownDevice("device", CREATED,
                new Lifetime(CREATED, 5_000, CREATED + 10_000), ACCOUNT.emailHash(), ACCOUNT.passwordMark(),
                BoundTo.BROWSER.id(), SIGNALS.fingerprint(BoundTo.BROWSER));
        return device.verify(status, owner, signals, now, () -> TRUSTED);
    }

    private static RecognitionResult ended(EndReason reason) {
        return new RecognitionResult.Ended("device", reason);
    }

    private static DeviceOwner owner(AccountSnapshot account) {
        return new DeviceOwner(account, false, Set.of("device"));
    }

    private static AccountSnapshot account(String email, long passwordChangedAt, String stamp) {
        return new AccountSnapshot("realm", "user", email, passwordChangedAt, "stamp", Map.of("stamp", stamp)::get);
    }
}
