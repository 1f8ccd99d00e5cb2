package dev.latchkey.device;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.rotating.Renewal;
import dev.latchkey.common.rotating.RotatingSecret;

/** The result of verifying a device's secret. The verification changes nothing. */
public sealed interface RecognitionResult {

    /**
     * The device is trusted.
     *
     * @param deviceId  the device
     * @param renewal   how its row changes with this use
     * @param next      the device's secret after this use
     * @param password  the mark of the owner's password to store with this use
     * @param expiresAt when its trust ends at the latest, epoch milliseconds
     */
    record Trusted(String deviceId, Renewal renewal, RotatingSecret next, PasswordMark password, long expiresAt)
            implements RecognitionResult {
    }

    /** Not trusted, without a reason: a made-up secret, a stale one, another user's, or signals that differ. */
    record Unknown() implements RecognitionResult {
    }

    /**
     * The device was trusted, and its trust has ended.
     *
     * @param deviceId the device
     * @param reason   why
     */
    record Ended(String deviceId, DeviceEndReason reason) implements RecognitionResult {
    }

    /**
     * The secret was replayed: its generation is older than the rightful client can present.
     *
     * @param deviceId the device
     */
    record Copied(String deviceId) implements RecognitionResult {
    }
}
