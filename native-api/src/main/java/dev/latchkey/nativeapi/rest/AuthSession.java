package dev.latchkey.nativeapi.rest;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.credential.RotatingSecret;

/**
 * The token that an app keeps instead of cookies ({@code auth_session}, draft-ietf-oauth-first-party-apps-04): a
 * reference to the sign-in under way, the secret of a trusted device, or both. Opaque to the app.
 *
 * @param signIn 256 random bits that identify the sign-in under way; empty when there is none
 * @param device the secret of a trusted device; empty when there is none
 */
record AuthSession(Optional<String> signIn, Optional<RotatingSecret> device) {

    /** Name of the request parameter and of the response member. */
    static final String NAME = "auth_session";

    private static final int BYTES = 32;
    private static final Pattern SIGN_IN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String SEPARATOR = "~";
    private static final int MAX_LENGTH = 128;
    /** Length of Keycloak's session ids in hexadecimal digits: 144 bits of the hash. */
    private static final int ID_LENGTH = 36;

    static AuthSession none() {
        return new AuthSession(Optional.empty(), Optional.empty());
    }

    /**
     * Parses the text that a client presents; checks the format only.
     *
     * @param text the text, may be null
     * @return its parts; empty for a text that is not in the issued format
     */
    static Optional<AuthSession> parse(String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int end = text.indexOf(SEPARATOR);
        String first = end < 0 ? text : text.substring(0, end);
        if (!SIGN_IN.matcher(first).matches()) {
            return RotatingSecret.parse(text).map(device -> new AuthSession(Optional.empty(), Optional.of(device)));
        }
        return end < 0
                ? Optional.of(new AuthSession(Optional.of(first), Optional.empty()))
                : RotatingSecret.parse(text.substring(end + 1))
                        .map(device -> new AuthSession(Optional.of(first), Optional.of(device)));
    }

    /** Returns a copy with a new sign-in of the same device. */
    AuthSession begin(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new AuthSession(Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)), device);
    }

    AuthSession holding(Optional<RotatingSecret> newest) {
        return new AuthSession(signIn, newest);
    }

    /** Returns the part that remains when the sign-in is over. */
    AuthSession over() {
        return new AuthSession(Optional.empty(), device);
    }

    /**
     * Returns the id of Keycloak's root authentication session. It becomes the id of the user session, which every
     * token contains. It is therefore a hash: an attacker who knows it cannot continue the sign-in.
     */
    Optional<String> sessionId() {
        return signIn.map(secret -> MacMessage.of("auth-session", secret).sha256().substring(0, ID_LENGTH));
    }

    /** Returns the text that the app has to keep; empty when there is nothing to keep. */
    Optional<String> format() {
        if (device.isEmpty()) {
            return signIn;
        }
        String secret = device.get().format();
        return Optional.of(signIn.map(first -> first + SEPARATOR + secret).orElse(secret));
    }

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "AuthSession[]";
    }
}
