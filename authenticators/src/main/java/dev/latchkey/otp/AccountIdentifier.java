package dev.latchkey.otp;

import java.util.Arrays;
import java.util.stream.Collectors;

/** By which address of its user an account is made at sign-up and named at sign-in, beside the user name. */
public enum AccountIdentifier {

    /** The e-mail address. */
    EMAIL("email"),
    /** The telephone number: a sign-up takes no e-mail address. */
    PHONE("phone"),
    /** Either: a sign-up takes exactly one of them. */
    EITHER("either");

    /** Configuration key. */
    public static final String KEY = "identifier";

    private final String id;

    AccountIdentifier(String id) {
        this.id = id;
    }

    /**
     * @param value a configured value; null or blank for the default
     * @return what it stands for
     * @throws IllegalArgumentException if there is no such value; the message does not repeat it
     */
    public static AccountIdentifier of(String value) {
        if (value == null || value.isBlank()) {
            return EMAIL;
        }
        return Arrays.stream(values()).filter(known -> known.id.equals(value)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(KEY + " must be one of "
                        + Arrays.stream(values()).map(AccountIdentifier::id).collect(Collectors.joining(", "))));
    }

    /** @return the value in the configuration */
    public String id() {
        return id;
    }

    /** @return whether proven numbers name accounts */
    public boolean byPhone() {
        return this != EMAIL;
    }
}
