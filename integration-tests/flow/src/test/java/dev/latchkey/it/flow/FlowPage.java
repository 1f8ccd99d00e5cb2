package dev.latchkey.it.flow;

import java.util.Set;

/** The pages of each {@link Flow}, in their order. */
enum FlowPage {

    SIGN_IN_PASSWORD(Flow.SIGN_IN, Form.PASSWORD),
    SIGN_IN_CODE(Flow.SIGN_IN, Form.CODE, Power.PASSWORD),
    PASSWORDLESS_NAME(Flow.PASSWORDLESS, Form.NAME),
    PASSWORDLESS_CODE(Flow.PASSWORDLESS, Form.CODE),
    REGISTRATION_FORM(Flow.REGISTRATION, Form.REGISTRATION),
    REGISTRATION_CODE(Flow.REGISTRATION, Form.CODE),
    RESET_NAME(Flow.RESET, Form.RESET_NAME),
    RESET_CODE(Flow.RESET, Form.CODE),
    RESET_NEW_PASSWORD(Flow.RESET, Form.NEW_PASSWORD, Power.MAILBOX),
    VERIFY_EMAIL_CODE(Flow.VERIFY_EMAIL, Form.CODE, Power.MAILBOX, Power.PASSWORD),
    REAUTHENTICATION_PASSWORD(Flow.REAUTHENTICATION, Form.PASSWORD),
    REAUTHENTICATION_CODE(Flow.REAUTHENTICATION, Form.CODE, Power.PASSWORD),
    STEP_UP_PASSWORD(Flow.STEP_UP, Form.PASSWORD),
    STEP_UP_CODE(Flow.STEP_UP, Form.CODE, Power.PASSWORD),
    LINK_CONFIRM(Flow.LINK, Form.LINK, Power.MAILBOX);

    /** The form of a page. */
    enum Form {
        PASSWORD("password"), NAME("name"), REGISTRATION("form"), RESET_NAME("name"), CODE("code"),
        NEW_PASSWORD("new password"), LINK("button"), NONE("");

        private final String word;

        Form(String word) {
            this.word = word;
        }

        /** In the words of {@code docs/flows.md}. */
        String word() {
            return word;
        }
    }

    /** What the attacker has of the victim. */
    enum Power {
        MAILBOX, PASSWORD, NEITHER
    }

    private final Flow flow;
    private final Form form;
    private final Set<Power> needed;

    FlowPage(Flow flow, Form form, Power... needed) {
        this.flow = flow;
        this.form = form;
        this.needed = Set.of(needed);
    }

    Flow flow() {
        return flow;
    }

    Form form() {
        return form;
    }

    /** Whether an attacker who has this alone can reach the page about the victim. */
    boolean reachable(Power power) {
        return needed.isEmpty() || needed.equals(Set.of(power));
    }
}
