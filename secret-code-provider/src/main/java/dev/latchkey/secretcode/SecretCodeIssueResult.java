package dev.latchkey.secretcode;

import java.util.List;

import dev.latchkey.common.rotating.RotatingSecret;

/** What came of issuing a code. */
public sealed interface SecretCodeIssueResult {

    /**
     * There is a new code, once the request has committed.
     *
     * @param secret what the app holds
     * @param ended  the codes that had to give way
     */
    record Issued(RotatingSecret secret, List<Replaced> ended) implements SecretCodeIssueResult {
    }

    /** The same sign-in has already given its client a code. */
    record AlreadyIssued() implements SecretCodeIssueResult {
    }

    /** Another sign-in was given the code at the same moment: this request's transaction must not commit. */
    record Outrun() implements SecretCodeIssueResult {
    }

    /**
     * A code that had to give way.
     *
     * @param id     the code
     * @param reason why
     */
    record Replaced(String id, SecretCodeEndReason reason) {
    }
}
