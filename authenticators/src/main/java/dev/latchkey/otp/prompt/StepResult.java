package dev.latchkey.otp.prompt;

import jakarta.ws.rs.core.Response;

/** What a step that asks for a code has to do next. */
public sealed interface StepResult {

    /**
     * The code or link was right.
     *
     * @param factor    how: {@code code} or {@code link}
     * @param reference the short word of the mail it came in
     */
    record Passed(String factor, String reference) implements StepResult {
    }

    /**
     * Show a page.
     *
     * @param page    the page
     * @param failure whether a verified answer was wrong, which Keycloak's brute-force detector must see, once
     */
    record Show(Response page, boolean failure) implements StepResult {
    }
}
