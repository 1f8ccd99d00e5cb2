package dev.latchkey.secretcode;

import java.util.Optional;

import dev.latchkey.common.rotating.Lifetime;

/**
 * A code that has not been ended, whether or not a client presents it.
 *
 * @param id       the code
 * @param clientId the id of the client it was issued to
 * @param lifetime how long it lives
 * @param tie      the state of the account when it was issued
 */
public record ActiveSecretCode(String id, String clientId, Lifetime lifetime, PresentedSecretCode.Tie tie) {

    /**
     * @param owner the owner's current state
     * @param now   current time, epoch milliseconds
     * @return why the code has to end; empty while it is valid
     */
    public Optional<SecretCodeEndReason> over(SecretCodeOwner owner, long now) {
        if (!owner.enabled()) {
            return Optional.of(SecretCodeEndReason.USER_DISABLED);
        }
        return over(lifetime, now)
                .or(() -> tie.undone(owner))
                .or(() -> owner.credentials().contains(id)
                        ? Optional.empty()
                        : Optional.of(SecretCodeEndReason.HANDLE_DELETED));
    }

    /**
     * @param lifetime how long a code lives
     * @param now      current time, epoch milliseconds
     * @return why its time is over; empty while it is not
     */
    public static Optional<SecretCodeEndReason> over(Lifetime lifetime, long now) {
        return lifetime.over(now).map(over -> switch (over) {
            case EXPIRED -> SecretCodeEndReason.EXPIRED;
            case IDLE -> SecretCodeEndReason.IDLE;
        });
    }
}
