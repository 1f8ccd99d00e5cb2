package dev.latchkey.signin.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The factory of a required action that Keycloak's pages pass over where no user could complete it. */
public interface ConditionalAction {

    /**
     * @param session the request's session
     * @param realm   the user's realm
     * @param user    a user who holds the action
     * @return whether a page asks for the action now; false where it lets the sign-in go on without
     */
    boolean applies(KeycloakSession session, RealmModel realm, UserModel user);

    /**
     * @param session     the request's session
     * @param authSession a sign-in whose flow has succeeded
     * @param user        its user, who holds the action
     * @return whether a page asks for the action in this sign-in; false also where the sign-in has not proven enough
     *         for it, and goes on without
     */
    default boolean appliesIn(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return applies(session, authSession.getRealm(), user);
    }
}
