package dev.latchkey.otp.prompt;

import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

/** Reads the form of the page that asks for a code. */
public final class OtpForm {

    /** Name of the code field, and of the field that a message about the code belongs to. */
    public static final String FIELD = "code";

    private static final String RESEND = "resend";

    private OtpForm() {
    }

    /** Verifies the form: a code, or the wish for another mail. */
    public static StepResult submit(OtpStep step, MultivaluedMap<String, String> form) {
        return form.containsKey(RESEND) ? step.resend() : step.verify(only(form, FIELD));
    }

    /** A form that sends a field twice was not filled in by a user; neither value is verified. */
    public static String only(MultivaluedMap<String, String> form, String field) {
        List<String> values = form.get(field);
        return values == null || values.size() != 1 ? null : values.get(0);
    }
}
