package dev.latchkey.it.flow;

import java.util.Arrays;
import java.util.List;

/** The authentication flows that a browser's tab can be in, by their names in {@code docs/flows.md}. */
enum Flow {

    SIGN_IN("sign-in", "authenticate", true),
    PASSWORDLESS("passwordless", "authenticate", false),
    REGISTRATION("registration", "registration", false),
    RESET("password reset", "reset-credentials", false),
    VERIFY_EMAIL("verify e-mail", "required-action", true),
    REAUTHENTICATION("re-authentication", "authenticate", true),
    STEP_UP("step-up", "authenticate", true),
    LINK("link page", "latchkey-otp/links", false);

    private final String row;
    private final String path;
    private final boolean password;

    Flow(String row, String path, boolean password) {
        this.row = row;
        this.path = path;
        this.password = password;
    }

    String row() {
        return row;
    }

    /** Path of its pages, below the realm's login actions except for links. */
    String path() {
        return path;
    }

    /** Whether one of its pages, or one on the way to them, asks for a password. */
    boolean asksForPassword() {
        return password;
    }

    /** Whether it starts with a request of an application and has no address of its own. */
    boolean startsWithRequest() {
        return this == REAUTHENTICATION || this == STEP_UP || this == LINK;
    }

    /** The application whose requests run it; empty when requests of each application do. */
    String client() {
        return switch (this) {
            case PASSWORDLESS, LINK -> Realms.OTHER_APP;
            case REGISTRATION, RESET -> "";
            default -> Realms.APP;
        };
    }

    List<FlowPage> pages() {
        return Arrays.stream(FlowPage.values()).filter(page -> page.flow() == this).toList();
    }
}
