package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;

/** Creates the answers of a page or endpoint that asks for a code. */
public interface OtpAnswers {

    /**
     * Creates an empty answer.
     *
     * @param request the request for the code
     * @param channel the channel by which it is sent
     * @return an answer about the request, to be filled in
     */
    OtpAnswer about(OtpRequest request, OtpChannel channel);

    /**
     * @return whether these are pages in a browser, which a mailed link can complete; false for the answers of an app,
     *         into which a code can only be typed: its messages hold no link
     */
    boolean inBrowser();

    /** @return the page that can show a number for the link; empty for any other answer, such as those of apps */
    default Optional<NumberPrompt> numberPrompt() {
        return Optional.empty();
    }

    /**
     * @param channel the channel by which the code would be sent
     * @return the response for an account without an address: no code can be sent, and the factor is not skipped
     */
    Response withoutAddress(OtpChannel channel);
}
