package dev.latchkey.signin.authentication;

import org.keycloak.authentication.Authenticator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * A step of a flow that is there for every user, has no user set anything up, and holds nothing, as most of them are.
 * Others override the methods that they need.
 */
public interface PlainAuthenticator extends Authenticator {

    @Override
    default boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    default void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // no user is without it
    }

    @Override
    default void close() {
        // nothing is held
    }
}
