package dev.latchkey.otp;

import org.keycloak.events.EventType;

/** What a code or link is for. A code of one purpose is never accepted for another: the MAC covers the purpose. */
public enum Purpose {

    /** Signing in, as the first factor: an unauthenticated requester who knows a user name can ask for it. */
    FIRST_FACTOR("first_factor"),
    /** Signing in, after a first factor. */
    SECOND_FACTOR("second_factor"),
    /** Proving the mailbox of an account that a sign-up has just created. */
    SIGN_UP("signup"),
    /** Setting a new password after the user has forgotten the old one. */
    PASSWORD_RESET("password_reset"),
    /** Proving that the owner of an existing account controls its mailbox. */
    VERIFY_EMAIL("verify_email"),
    /** Proving an address of another channel that the user of a sign-in has typed, such as a telephone number. */
    NEW_ADDRESS("new_address");

    private final String id;

    Purpose(String id) {
        this.id = id;
    }

    /** @return whether its code is a step of a sign-in, which runs in an authentication flow */
    public boolean signsIn() {
        return this == FIRST_FACTOR || this == SECOND_FACTOR;
    }

    /** @return whether its code can be mailed: an address of another channel is proven by that channel alone */
    public boolean byMail() {
        return this != NEW_ADDRESS;
    }

    /** @return the type of Keycloak event that its verification is logged as */
    public EventType event() {
        return switch (this) {
            case FIRST_FACTOR, SECOND_FACTOR -> EventType.LOGIN;
            case SIGN_UP -> EventType.REGISTER;
            case PASSWORD_RESET -> EventType.RESET_PASSWORD;
            case VERIFY_EMAIL -> EventType.VERIFY_EMAIL;
            case NEW_ADDRESS -> EventType.UPDATE_CREDENTIAL;
        };
    }

    /** @return the stored name */
    public String id() {
        return id;
    }
}
