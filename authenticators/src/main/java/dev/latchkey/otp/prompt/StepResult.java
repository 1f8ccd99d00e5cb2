package dev.latchkey.otp.prompt;

import java.util.function.Consumer;
import java.util.function.Function;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.account.MailboxProof;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.otp.account.SignUpProof;
import jakarta.ws.rs.core.Response;

/** The result of a step that asks for a code. */
public sealed interface StepResult {

    /**
     * Handles each result; a result without a case does not compile.
     *
     * @param passed the case of an accepted code or link
     * @param show   the case of a page
     * @param <R>    what the functions return
     * @return what the function for this result returns
     */
    <R> R fold(Function<Passed, R> passed, Function<Show, R> show);

    /**
     * Handles each result, where nothing is returned.
     *
     * @param passed called with an accepted code or link
     * @param show   called with a page
     */
    default void handle(Consumer<Passed> passed, Consumer<Show> show) {
        this.<Void>fold(accepted -> {
            passed.accept(accepted);
            return null;
        }, shown -> {
            show.accept(shown);
            return null;
        });
    }

    /**
     * The code or link was accepted.
     *
     * @param factor    {@code code}, {@code link}, or {@code number} for a link that was confirmed in another browser
     * @param reference the reference of the message that contained it
     * @param channel   the id of the channel of that message
     * @param address   the address that it was sent to
     */
    record Passed(String factor, String reference, String channel, String address) implements StepResult {

        @Override
        public <R> R fold(Function<Passed, R> passed, Function<Show, R> show) {
            return passed.apply(this);
        }

        /** @return the proof of the mailbox that a mail is for the purposes sign-up and verify-e-mail */
        public MailboxProof mailboxProof() {
            return new MailboxProof(factor, reference, address);
        }

        /** @return the proof of the mailbox or number for the purpose sign-up */
        public SignUpProof signUpProof() {
            return PhoneIdentifiers.CHANNEL.equals(channel) ? new PhoneProof(factor, reference, address)
                    : mailboxProof();
        }
    }

    /**
     * The step shows a page.
     *
     * @param page    the page
     * @param failure whether a verified answer was wrong, which the caller reports to Keycloak's brute-force detector,
     *                once
     */
    record Show(Response page, boolean failure) implements StepResult {

        @Override
        public <R> R fold(Function<Passed, R> passed, Function<Show, R> show) {
            return show.apply(this);
        }
    }
}
