package dev.latchkey.otp.prompt;

import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;

/** Creates the answers of a page or endpoint that asks for a code. */
public interface OtpAnswers {

    /**
     * Creates an empty answer.
     *
     * @param request the request for the code
     * @return an answer about the request, to be filled in
     */
    OtpAnswer about(OtpRequest request);

    /** @return the response for an account without an address: no code can be sent, and the factor is not skipped */
    Response withoutAddress();
}
