package dev.latchkey.secretcode;

import java.util.Optional;

/**
 * A code that has not been ended, whether or not somebody presents it.
 *
 * @param id       the code
 * @param clientId the id of the client that holds it
 * @param term     how long it lives
 * @param tie      what the account was like when it was issued
 */
public record ActiveSecretCode(String id, String clientId, PresentedSecretCode.Term term, PresentedSecretCode.Tie tie) {

    /**
     * @param owner what Keycloak says of the owner now
     * @param now   current time, epoch milliseconds
     * @return why the code has to end; empty while it is good
     */
    public Optional<SecretCodeEndReason> over(SecretCodeOwner owner, long now) {
        if (!owner.enabled()) {
            return Optional.of(SecretCodeEndReason.USER_DISABLED);
        }
        return term.over(now).or(() -> tie.undone(owner))
                .or(() -> owner.credentials().contains(id) ? Optional.empty()
                : Optional.of(SecretCodeEndReason.HANDLE_DELETED));
    }
}
