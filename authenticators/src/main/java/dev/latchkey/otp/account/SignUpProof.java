package dev.latchkey.otp.account;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** An accepted code or link by which an account of a sign-up becomes active. */
public interface SignUpProof {

    /**
     * Claims what one account alone may have. What the request has written until now is committed by it.
     *
     * @param session the request's session
     * @param user    the account
     * @return false when another account has it
     */
    default boolean claims(KeycloakSession session, UserModel user) {
        return true;
    }

    /**
     * Makes the account active and sends an event.
     *
     * @param session the request's session
     * @param user    the account
     * @param event   the event of the request; a clone is sent
     * @return false when the account has another address by now, or stores nothing; the request's transaction is rolled
     *         back then
     */
    boolean accept(KeycloakSession session, UserModel user, EventBuilder event);
}
