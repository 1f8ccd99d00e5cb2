package dev.latchkey.otp.account;

import org.keycloak.credential.CredentialModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/**
 * The credentials that were set by the act that makes an account active. An attacker cannot have planted them before.
 *
 * @param password         whether the password was set by the act
 * @param identityProvider alias of the identity provider whose linked identity was created or used by the act; null for
 *                         none
 */
public record KeptCredentials(boolean password, String identityProvider) {

    /** The act has set nothing. */
    public static final KeptCredentials NOTHING = new KeptCredentials(false, null);
    /** The password was set by the act itself. */
    public static final KeptCredentials PASSWORD = new KeptCredentials(true, null);

    /**
     * @param alias the identity provider that vouches for the account; null for none
     * @return a value that keeps the linked identity of this provider only
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
