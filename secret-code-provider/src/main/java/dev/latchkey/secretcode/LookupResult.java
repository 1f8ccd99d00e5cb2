package dev.latchkey.secretcode;

import dev.latchkey.common.event.Reason;

/** Result of verifying a genuine code. The caller gets the same response for all results but the first. */
public sealed interface LookupResult {

    /** The code signs the app in. */
    record Accepted() implements LookupResult {
    }

    /** The code is refused now, or to this caller, and remains unchanged. */
    enum Refused implements LookupResult, Reason {
        /** It was issued to another client. */
        WRONG_CLIENT,
        /** It is bound to another key. */
        WRONG_KEY,
        /** An older generation, replaced too recently to count as a replay. */
        STALE;

        @Override
        public String owasp() {
            return "authn_login_fail";
        }
    }

    /**
     * The code has to end.
     *
     * @param reason why
     */
    record Ended(SecretCodeEndReason reason) implements LookupResult {
    }
}
