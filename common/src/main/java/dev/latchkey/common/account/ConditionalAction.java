package dev.latchkey.common.account;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The factory of a required action that Keycloak's pages pass over where no user could complete it. */
public interface ConditionalAction {

    /**
     * @param session the request's session
     * @param realm   the user's realm
     * @param user    a user who holds the action
     * @return whether a page asks for the action now; false where it lets the sign-in go on without
     */
    boolean applies(KeycloakSession session, RealmModel realm, UserModel user);
}
