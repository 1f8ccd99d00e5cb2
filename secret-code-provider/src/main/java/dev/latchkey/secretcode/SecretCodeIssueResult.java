package dev.latchkey.secretcode;

import java.util.List;

import dev.latchkey.common.rotating.RotatingSecret;

/** Result of issuing a code. */
public sealed interface SecretCodeIssueResult {

    /**
     * A new code, which becomes valid when the request commits.
     *
     * @param secret the first generation, for the app
     * @param ended  the codes that the new one replaces
     */
    record Issued(RotatingSecret secret, List<Replaced> ended) implements SecretCodeIssueResult {
    }

    /** The same sign-in has already issued a code to its client. */
    record AlreadyIssued() implements SecretCodeIssueResult {
    }

    /** A concurrent sign-in has issued a code to the client: the transaction of this request must not commit. */
    record Outrun() implements SecretCodeIssueResult {
    }

    /**
     * A code that a new one replaces.
     *
     * @param id     the code
     * @param reason why
     */
    record Replaced(String id, SecretCodeEndReason reason) {
    }
}
