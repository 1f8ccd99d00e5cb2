package dev.latchkey.secretcode;

import java.util.List;
import java.util.function.Function;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.RotatingSecret;

/** Result of issuing a code. */
public sealed interface SecretCodeIssueResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>           what the caller makes of the result
     * @param issued        for a new code
     * @param alreadyIssued for a sign-in that has issued one before
     * @param outrun        for a sign-in that a concurrent one has overtaken
     * @return what the function of this case returns
     */
    <T> T fold(Function<Issued, T> issued, Function<AlreadyIssued, T> alreadyIssued, Function<Outrun, T> outrun);

    /**
     * A new code, which becomes valid when the request commits.
     *
     * @param secret the first generation, for the app
     * @param ended  the codes that the new one replaces
     */
    record Issued(RotatingSecret secret, List<Replaced> ended) implements SecretCodeIssueResult {

        @Override
        public <T> T fold(Function<Issued, T> issued, Function<AlreadyIssued, T> alreadyIssued,
                Function<Outrun, T> outrun) {
            return issued.apply(this);
        }
    }

    /** The same sign-in has already issued a code to its client. */
    record AlreadyIssued() implements SecretCodeIssueResult {

        @Override
        public <T> T fold(Function<Issued, T> issued, Function<AlreadyIssued, T> alreadyIssued,
                Function<Outrun, T> outrun) {
            return alreadyIssued.apply(this);
        }
    }

    /** A concurrent sign-in has issued a code to the client: the transaction of this request must not commit. */
    record Outrun() implements SecretCodeIssueResult {

        @Override
        public <T> T fold(Function<Issued, T> issued, Function<AlreadyIssued, T> alreadyIssued,
                Function<Outrun, T> outrun) {
            return outrun.apply(this);
        }
    }

    /**
     * A code that a new one replaces.
     *
     * @param id     the code
     * @param reason why
     */
    record Replaced(String id, EndReason reason) {
    }
}
