package dev.latchkey.secretcode.redemption;

import java.util.function.Consumer;
import java.util.function.Function;

import dev.latchkey.common.event.Reason;
import dev.latchkey.secretcode.PresentedSecretCode;
import org.keycloak.models.UserModel;

/** Result of presenting a code. The caller gets the same response for all refusals. */
public sealed interface PresentationResult {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>      what the caller makes of the result
     * @param accepted for a code that signs its owner in
     * @param refused  for a code that is refused
     * @param limited  for a code that was not looked up
     * @return what the function of this case returns
     */
    <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Limited, T> limited);

    /**
     * Does what the result asks for; a case that is added later fails the compiler at each caller.
     *
     * @param accepted does it for a code that signs its owner in
     * @param refused  does it for a code that is refused
     * @param limited  does it for a code that was not looked up
     */
    default void handle(Consumer<Accepted> accepted, Consumer<Refused> refused, Consumer<Limited> limited) {
        Runnable handler = fold(
                result -> () -> accepted.accept(result),
                result -> () -> refused.accept(result),
                result -> () -> limited.accept(result));
        handler.run();
    }

    /**
     * The code signs its owner in.
     *
     * @param user the owner
     * @param code the code
     */
    record Accepted(UserModel user, PresentedSecretCode code) implements PresentationResult {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Limited, T> limited) {
            return accepted.apply(this);
        }
    }

    /**
     * The code is refused.
     *
     * @param reason why; only the event contains it
     * @param user   the owner; null when the code is not known
     */
    record Refused(Reason reason, UserModel user) implements PresentationResult {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Limited, T> limited) {
            return refused.apply(this);
        }
    }

    /**
     * Too many codes from this client's address were refused; this one was not looked up.
     *
     * @param retryAfterSeconds seconds to wait, 1 or more
     */
    record Limited(long retryAfterSeconds) implements PresentationResult {

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Limited, T> limited) {
            return limited.apply(this);
        }
    }
}
