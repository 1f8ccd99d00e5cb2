package dev.latchkey.common.account;

import java.util.Optional;

import dev.latchkey.common.keys.MacMessage;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * What Keycloak says of an account at one moment. Whatever hangs on the account (a trusted device, a secret code) keeps
 * the hashes of the moment it was made and compares them at each use, so a change ends it at once, whoever made it and
 * by whatever way.
 *
 * @param realmId           the realm
 * @param userId            the account
 * @param email             the account's address, empty without one
 * @param passwordChangedAt when the password was last set, epoch milliseconds; 0 when Keycloak does not hold it
 * @param passwordStamp     value of the attribute that changes with a federated account's password; empty without one
 */
public record AccountSnapshot(String realmId, String userId, String email, long passwordChangedAt,
        String passwordStamp) {

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
        String stamp = passwordAttribute.isEmpty() ? null : user.getFirstAttribute(passwordAttribute);
        return new AccountSnapshot(realm.getId(), user.getId(), user.getEmail() == null ? "" : user.getEmail(),
                passwordChangedAt, stamp == null ? "" : stamp);
    }

    /** @return SHA-256 of the account's address, bound to the account */
    public String emailHash() {
        return MacMessage.of("email", realmId, userId, email).sha256();
    }

    /** @return SHA-256 of the attribute that changes with a federated account's password, bound to the account */
    public String passwordHash() {
        return MacMessage.of("password", realmId, userId, passwordStamp).sha256();
    }

    /**
     * @param since        when something was tied to the account, epoch milliseconds
     * @param emailHash    {@link #emailHash} of then
     * @param passwordHash {@link #passwordHash} of then
     * @return what has changed; the password counts first
     */
    public Optional<Change> changed(long since, String emailHash, String passwordHash) {
        if (passwordChangedAt > since || !passwordHash.equals(passwordHash())) {
            return Optional.of(Change.PASSWORD);
        }
        return emailHash.equals(emailHash()) ? Optional.empty() : Optional.of(Change.EMAIL);
    }

    /** What ends everything that hangs on an account. */
    public enum Change {
        /** The password was set anew. */
        PASSWORD,
        /** The address is another. */
        EMAIL
    }
}
