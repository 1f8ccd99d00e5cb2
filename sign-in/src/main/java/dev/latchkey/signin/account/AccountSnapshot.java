package dev.latchkey.signin.account;

import java.util.Optional;
import java.util.function.UnaryOperator;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.keys.MacMessage;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The state of an account in Keycloak at one moment. What depends on the account (a trusted device, a secret code)
 * keeps the hashes of the moment it was made and compares them at each use, so that any change of the account ends it
 * at once, no matter who made the change and how.
 *
 * @param realmId           the realm
 * @param userId            the account
 * @param email             the account's address, empty without one
 * @param passwordChangedAt when the password was last set, epoch milliseconds; 0 when Keycloak does not hold it
 * @param passwordAttribute attribute that changes with a federated account's password; empty for none
 * @param attributes        returns the value of an attribute; null without one
 */
public record AccountSnapshot(String realmId, String userId, String email, long passwordChangedAt,
        String passwordAttribute, UnaryOperator<String> attributes) {

    /**
     * @param realm             the realm
     * @param user              the account
     * @param passwordAttribute user attribute that changes with a federated account's password; empty for none
     * @return the account as of now
     */
    public static AccountSnapshot of(RealmModel realm, UserModel user, String passwordAttribute) {
        long passwordChangedAt = user.credentialManager()
                .getStoredCredentialsByTypeStream(PasswordCredentialModel.TYPE)
                .map(CredentialModel::getCreatedDate)
                .filter(created -> created != null)
                .mapToLong(Long::longValue).max().orElse(0);
        return new AccountSnapshot(realm.getId(), user.getId(), user.getEmail() == null ? "" : user.getEmail(),
                passwordChangedAt, passwordAttribute, user::getFirstAttribute);
    }

    /** @return SHA-256 of the account's address, bound to the account */
    public String emailHash() {
        return MacMessage.of("email", realmId, userId, email).sha256();
    }

    /** @return what is to be remembered of the account's password as of now */
    public PasswordMark passwordMark() {
        String value = passwordAttribute.isEmpty() ? null : attributes.apply(passwordAttribute);
        return value == null
                ? new PasswordMark("", passwordHash(""))
                : new PasswordMark(passwordAttribute, passwordHash(value));
    }

    /**
     * Chooses what to remember after a use. A mark with an attribute is never replaced by one without, or a flow that
     * names no attribute would make the next one miss a change.
     *
     * @param recorded what was remembered so far, and was compared
     * @return what to remember from now on
     */
    public PasswordMark passwordMark(PasswordMark recorded) {
        PasswordMark now = passwordMark();
        return now.named() ? now : recorded;
    }

    /**
     * Covers when Keycloak's own password was set as well: its removal has no date, and a password that is set while
     * something is being tied to the account may have an earlier one.
     */
    private String passwordHash(String value) {
        return MacMessage.of("password", realmId, userId, value, Long.toString(passwordChangedAt)).sha256();
    }

    /**
     * @param since     when something was tied to the account, epoch milliseconds
     * @param emailHash {@link #emailHash} of then
     * @param recorded  {@link #passwordMark} of then, or of its last use
     * @return {@link EndReason#PASSWORD_CHANGED} or {@link EndReason#EMAIL_CHANGED}, the former first; empty when
     *         neither has changed
     */
    public Optional<EndReason> changed(long since, String emailHash, PasswordMark recorded) {
        if (passwordChangedAt > since || passwordChanged(recorded)) {
            return Optional.of(EndReason.PASSWORD_CHANGED);
        }
        return emailHash.equals(emailHash()) ? Optional.empty() : Optional.of(EndReason.EMAIL_CHANGED);
    }

    /** Compares like with like: what was read then is read again, whichever attribute is named by now. */
    private boolean passwordChanged(PasswordMark recorded) {
        if (!recorded.named()) {
            return !recorded.hash().equals(passwordHash(""));
        }
        String value = attributes.apply(recorded.source());
        if (value != null) {
            return !recorded.hash().equals(passwordHash(value));
        }
        // it can no longer be read: where another is named by now, the date of Keycloak's own password decides
        return recorded.source().equals(passwordAttribute) || passwordChangedAt == 0;
    }
}
