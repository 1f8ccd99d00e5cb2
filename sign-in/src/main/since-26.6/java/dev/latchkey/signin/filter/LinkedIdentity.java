package dev.latchkey.signin.filter;

import org.keycloak.authentication.actiontoken.idpverifyemail.IdpVerifyAccountLinkActionToken;
import org.keycloak.authentication.authenticators.broker.util.SerializedBrokeredIdentityContext;

/** What tells an identity from others of its provider in the link that is mailed for it: its id there. */
final class LinkedIdentity {

    private LinkedIdentity() {
    }

    /** The identity that a mailed link confirms; null where its provider gives none. */
    static String of(IdpVerifyAccountLinkActionToken token) {
        return token.getExternalId();
    }

    /** The identity that has come to a tab; null where its provider gives none. */
    static String of(SerializedBrokeredIdentityContext identity) {
        return identity.getBrokerUserId();
    }
}
