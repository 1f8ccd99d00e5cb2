package dev.latchkey.device;

import dev.latchkey.common.account.PasswordMark;
import dev.latchkey.common.rotating.Renewal;
import dev.latchkey.common.rotating.RotatingSecret;

/** What came of looking at a device. Looking changes nothing. */
public sealed interface RecognitionResult {

    /**
     * Trusted.
     *
     * @param deviceId  the device
     * @param renewal   how its row moves on with this use
     * @param next      what the device holds after this use
     * @param password  what is to be remembered of the owner's password after this use
     * @param expiresAt when its trust ends at the latest, epoch milliseconds
     */
    record Trusted(String deviceId, Renewal renewal, RotatingSecret next, PasswordMark password, long expiresAt)
            implements RecognitionResult {
    }

    /** Not trusted, and nothing more is to be said: a made-up cookie, another's, a device that looks different. */
    record Unknown() implements RecognitionResult {
    }

    /**
     * It was trusted, and something has ended that.
     *
     * @param deviceId the device
     * @param reason   what
     */
    record Ended(String deviceId, DeviceEndReason reason) implements RecognitionResult {
    }

    /**
     * A generation older than any honest holder can have.
     *
     * @param deviceId the device
     */
    record Copied(String deviceId) implements RecognitionResult {
    }
}
