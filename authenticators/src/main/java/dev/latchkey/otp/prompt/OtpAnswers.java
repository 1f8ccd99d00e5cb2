package dev.latchkey.otp.prompt;

import dev.latchkey.otp.OtpRequest;
import jakarta.ws.rs.core.Response;

/** How a page or endpoint answers a requester who is asked for a code. */
public interface OtpAnswers {

    /** An answer about this request's code, to be filled in. */
    OtpAnswer about(OtpRequest request);

    /** The answer about an account without an address: no code can be sent, and nothing is skipped. */
    Response withoutAddress();
}
