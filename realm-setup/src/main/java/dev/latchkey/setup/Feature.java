package dev.latchkey.setup;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be added to a realm, each separately. They are set up in this order. */
public enum Feature {

    /** A mailed code as second factor of the browser flow. */
    EMAIL_CODE(true),
    /** Sign-up with a code that proves the mailbox. */
    SIGN_UP(true),
    /** Password reset with a mailed code. */
    RESET(true),
    /** Sign-in of apps without a browser. */
    NATIVE_API(true),
    /** Secret codes of apps. */
    SECRET_CODES(false),
    /** Trusted devices; after the factors that they skip. */
    TRUSTED_DEVICES(false);

    private final boolean mails;

    Feature(boolean mails) {
        this.mails = mails;
    }

    /** @return the name in requests, answers and the record */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return whether it is of no use in a realm without a mail server */
    public boolean mails() {
        return mails;
    }

    /** @return whether clients use it by a client scope */
    public boolean hasScope() {
        return this == NATIVE_API || this == SECRET_CODES;
    }

    /**
     * @param id a name
     * @return the feature of that name; empty where there is none
     */
    public static Optional<Feature> of(String id) {
        return Arrays.stream(values()).filter(feature -> feature.id().equals(id)).findFirst();
    }
}
