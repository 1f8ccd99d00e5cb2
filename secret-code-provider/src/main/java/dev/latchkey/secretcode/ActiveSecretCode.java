package dev.latchkey.secretcode;

import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.Lifetime;

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
    public Optional<EndReason> over(SecretCodeOwner owner, long now) {
        if (!owner.enabled()) {
            return Optional.of(EndReason.USER_DISABLED);
        }
        return lifetime.over(now)
                .or(() -> tie.undone(owner))
                .or(() -> owner.credentials().contains(id)
                        ? Optional.empty()
                        : Optional.of(EndReason.HANDLE_DELETED));
    }
}
