package dev.latchkey.otp.prompt;

import jakarta.ws.rs.core.Response;

/** The result of a step that asks for a code. */
public sealed interface StepResult {

    /**
     * The code or link was accepted.
     *
     * @param factor    {@code code} or {@code link}
     * @param reference the reference of the mail that contained it
     * @param email     the address that the mail was sent to
     */
    record Passed(String factor, String reference, String email) implements StepResult {
    }

    /**
     * The step shows a page.
     *
     * @param page    the page
     * @param failure whether a verified answer was wrong, which the caller reports to Keycloak's brute-force detector,
     *                once
     */
    record Show(Response page, boolean failure) implements StepResult {
    }
}
