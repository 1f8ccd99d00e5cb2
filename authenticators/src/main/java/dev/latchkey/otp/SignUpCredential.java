package dev.latchkey.otp;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which credential a sign-up gives a new account, and when the user sets it. */
public enum SignUpCredential {

    /** The form asks for a password. */
    PASSWORD("password", null),
    /** The user sets a password by Keycloak's own required action, after the code. */
    PASSWORD_AFTER_CODE("password_after_code", "UPDATE_PASSWORD"),
    /** The user registers a passkey by Keycloak's own required action, after the code. */
    PASSKEY("passkey", "webauthn-register-passwordless"),
    /** None: the account signs in by a mailed code alone. */
    NONE("none", null);

    private final String id;
    private final String action;

    SignUpCredential(String id, String action) {
        this.id = id;
        this.action = action;
    }

    /**
     * @param value a configured value; null or blank for the default
     * @return what it stands for
     * @throws IllegalArgumentException if there is no such value; the message does not repeat it
     */
    public static SignUpCredential of(String value) {
        if (value == null || value.isBlank()) {
            return PASSWORD;
        }
        return Arrays.stream(values()).filter(known -> known.id.equals(value)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(EmailOtpPolicy.SIGN_UP_CREDENTIAL + " must be one of "
                        + Arrays.stream(values()).map(SignUpCredential::id).collect(Collectors.joining(", "))));
    }

    /** @return the value in the configuration */
    public String id() {
        return id;
    }

    /** @return alias of the required action by which the user sets the credential; empty when there is none */
    public Optional<String> action() {
        return Optional.ofNullable(action);
    }
}
