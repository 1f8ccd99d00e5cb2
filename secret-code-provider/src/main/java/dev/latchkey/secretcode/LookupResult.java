package dev.latchkey.secretcode;

import dev.latchkey.common.event.Reason;

/** What becomes of a genuine code that somebody presents. To the caller all but the first look the same. */
public sealed interface LookupResult {

    /** It signs the app in. */
    record Accepted() implements LookupResult {
    }

    /** Not now, or not to this caller; the code itself stays as it is. */
    enum Refused implements LookupResult, Reason {
        /** It was issued to another client. */
        WRONG_CLIENT,
        /** It answers only to the key it was issued to. */
        WRONG_KEY,
        /** An older generation, too young to be held against anybody. */
        STALE;

        @Override
        public String owasp() {
            return "authn_login_fail";
        }
    }

    /**
     * Something has ended it.
     *
     * @param reason what
     */
    record Ended(SecretCodeEndReason reason) implements LookupResult {
    }
}
