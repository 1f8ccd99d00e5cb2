package dev.latchkey.signin.credential;

import java.time.Duration;

import org.keycloak.models.KeycloakSession;

/**
 * Which codes of Keycloak's credentials have been accepted. The credential itself says so as well, but only to requests
 * that read it after the one that used the code has been committed.
 */
final class SpentCodes {

    /** How long a request may still have the credential as it was before the code was used: Keycloak's transactions. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private SpentCodes() {
    }

    /**
     * @param credential the id of the credential
     * @param position   which of its codes is spent
     * @return whether it was not spent before, on any node
     */
    static boolean spend(KeycloakSession session, String credential, int position) {
        return session.singleUseObjects().putIfAbsent("latchkey-spent." + credential + "." + position,
                KEPT.toSeconds());
    }
}
