package dev.latchkey.device;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.Renewal;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.signin.account.PasswordMark;

/** The result of verifying a device's secret. The verification changes nothing. */
public sealed interface RecognitionResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>     what the caller makes of the result
     * @param trusted for a trusted device
     * @param unknown for a device that is not trusted, without a reason
     * @param ended   for a device whose trust has ended
     * @param copied  for a secret that was replayed
     * @return what the function of this case returns
     */
    <T> T fold(Function<Trusted, T> trusted, Function<Unknown, T> unknown, Function<Ended, T> ended,
            Function<Copied, T> copied);

    /** @return the trusted device; empty when the device is not trusted */
    default Optional<Trusted> trusted() {
        return fold(Optional::of, unknown -> Optional.empty(), ended -> Optional.empty(), copied -> Optional.empty());
    }

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

        @Override
        public <T> T fold(Function<Trusted, T> trusted, Function<Unknown, T> unknown, Function<Ended, T> ended,
                Function<Copied, T> copied) {
            return trusted.apply(this);
        }
    }

    /** Not trusted, without a reason: a made-up secret, a stale one, another user's, or signals that differ. */
    record Unknown() implements RecognitionResult {

        @Override
        public <T> T fold(Function<Trusted, T> trusted, Function<Unknown, T> unknown, Function<Ended, T> ended,
                Function<Copied, T> copied) {
            return unknown.apply(this);
        }
    }

    /**
     * The device was trusted, and its trust has ended.
     *
     * @param deviceId the device
     * @param reason   why
     */
    record Ended(String deviceId, EndReason reason) implements RecognitionResult {

        @Override
        public <T> T fold(Function<Trusted, T> trusted, Function<Unknown, T> unknown, Function<Ended, T> ended,
                Function<Copied, T> copied) {
            return ended.apply(this);
        }
    }

    /**
     * The secret was replayed: its generation is older than the rightful client can present.
     *
     * @param deviceId the device
     */
    record Copied(String deviceId) implements RecognitionResult {

        @Override
        public <T> T fold(Function<Trusted, T> trusted, Function<Unknown, T> unknown, Function<Ended, T> ended,
                Function<Copied, T> copied) {
            return copied.apply(this);
        }
    }
}
