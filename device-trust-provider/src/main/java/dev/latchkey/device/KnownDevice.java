package dev.latchkey.device;

import java.util.Optional;
import java.util.function.Supplier;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.GenerationStatus;
import dev.latchkey.credential.Lifetime;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.PasswordMark;

/**
 * A device that was trusted and has not been ended, as it is stored: the rule that decides whether it is still trusted.
 *
 * @param id          the device
 * @param createdAt   when it was trusted, epoch milliseconds
 * @param lifetime    how long trust lasts
 * @param emailHash   {@link AccountSnapshot#emailHash} of the moment when it was trusted
 * @param password    {@link AccountSnapshot#passwordMark} of that moment, or of its last use
 * @param boundTo     {@link BoundTo#id} of the signals that must still match
 * @param fingerprint {@link DeviceSignals#fingerprint} of these signals when it was trusted
 */
public record KnownDevice(String id, long createdAt, Lifetime lifetime, String emailHash, PasswordMark password,
        String boundTo, String fingerprint) {

    /**
     * @param now current time, epoch milliseconds
     * @return why its time is over; empty while it is not
     */
    public Optional<EndReason> over(long now) {
        return lifetime.over(now);
    }

    /**
     * Decides whether a genuine secret of the device proves that it is trusted. A replay is reported before any other
     * reason, since it indicates an attack.
     *
     * @param status  status of the generation that was presented
     * @param owner   the owner's state in Keycloak now
     * @param signals what the request shows of the device it comes from
     * @param now     current time, epoch milliseconds
     * @param trusted creates the result for a trusted device
     * @return the result
     */
    public RecognitionResult verify(GenerationStatus status, DeviceOwner owner, DeviceSignals signals, long now,
            Supplier<RecognitionResult.Trusted> trusted) {
        return switch (status) {
            case REPLAYED -> new RecognitionResult.Copied(id);
            case STALE -> unlessEnded(owner, now, RecognitionResult.Unknown::new);
            case CURRENT, PREDECESSOR, AHEAD -> unlessEnded(owner, now,
                    () -> looksTheSame(signals) && !owner.directoryDown()
                            ? trusted.get()
                            : new RecognitionResult.Unknown());
        };
    }

    private RecognitionResult unlessEnded(DeviceOwner owner, long now, Supplier<RecognitionResult> result) {
        return end(owner, now).<RecognitionResult>map(reason -> new RecognitionResult.Ended(id, reason))
                .orElseGet(result);
    }

    private boolean looksTheSame(DeviceSignals signals) {
        return BoundTo.of(boundTo).map(signals::fingerprint).filter(fingerprint::equals).isPresent();
    }

    private Optional<EndReason> end(DeviceOwner owner, long now) {
        return over(now)
                .or(() -> owner.directoryDown()
                        ? Optional.empty()
                        : owner.account().changed(createdAt, emailHash, password))
                .or(() -> owner.credentials().contains(id)
                        ? Optional.empty()
                        : Optional.of(EndReason.HANDLE_DELETED));
    }
}
