package dev.latchkey.otp.account;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * What belongs to the very act that makes an account active, and therefore was not planted before it.
 *
 * @param password         whether the password does
 * @param identityProvider alias of the identity provider whose linked identity does; null for none
 */
public record KeptCredentials(boolean password, String identityProvider) {

    /** Nothing does. */
    public static final KeptCredentials NOTHING = new KeptCredentials(false, null);
    /** The password was set by the act itself. */
    public static final KeptCredentials PASSWORD = new KeptCredentials(true, null);

    /**
     * @param alias the identity provider that vouches for the account; null for none
     * @return that its linked identity is spared
     */
    public static KeptCredentials identityOf(String alias) {
        return new KeptCredentials(false, alias);
    }

    boolean covers(CredentialModel credential) {
        return password && PasswordCredentialModel.TYPE.equals(credential.getType());
    }

    boolean covers(FederatedIdentityModel identity) {
        return identity.getIdentityProvider().equals(identityProvider);
    }
}
