package dev.latchkey.signin;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.keycloak.OAuth2Constants;

/** The scope {@code offline_access} in a list of scopes that are separated by spaces (OpenID Connect Core, 11). */
public final class OfflineScope {

    private OfflineScope() {
    }

    /**
     * @param scopes the scopes; may be null
     * @return whether offline access is one of them
     */
    public static boolean isIn(String scopes) {
        return scopes != null && Arrays.asList(scopes.split(" ")).contains(OAuth2Constants.OFFLINE_ACCESS);
    }

    /**
     * @param scopes the scopes; may be null
     * @return the scopes without offline access; null for null
     */
    public static String without(String scopes) {
        return scopes == null ? null : Arrays.stream(scopes.split(" "))
                .filter(scope -> !scope.equals(OAuth2Constants.OFFLINE_ACCESS)).collect(Collectors.joining(" "));
    }
}
