package dev.latchkey.otp.prompt;

import java.util.List;

import jakarta.ws.rs.core.MultivaluedMap;

/** Reads the form of the page that asks for a code. */
public final class OtpForm {

    /** Name of the code field, to which messages about the code refer. */
    public static final String FIELD = "code";

    private static final String RESEND = "resend";
    private static final String CONFIRMED = "confirmed";

    private OtpForm() {
    }

    /**
     * Processes the submitted form: verifies a code, sends another mail when the user has asked for one, or goes on
     * when the number of the page was typed in another browser.
     *
     * @param step the step
     * @param form the form parameters
     * @return the result of the step
     */
    public static StepResult submit(OtpStep step, MultivaluedMap<String, String> form) {
        if (form.containsKey(RESEND)) {
            return step.resend();
        }
        return form.containsKey(CONFIRMED) && step.matchesNumbers() ? step.confirmed() : step.verify(only(form, FIELD));
    }

    /**
     * Reads a field that must have one value. A form with a repeated field was not filled in by a user; neither value
     * is used.
     *
     * @param form  the form parameters
     * @param field name of the field
     * @return the value; null when the field is missing or repeated
     */
    public static String only(MultivaluedMap<String, String> form, String field) {
        List<String> values = form.get(field);
        return values == null || values.size() != 1 ? null : values.get(0);
    }
}
