package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import dev.latchkey.otp.OtpRequest;

/** How a door talks to whoever is asked for a code. */
interface CodeAnswers {

    /** An answer about this request's code, to be filled in. */
    CodeAnswer about(OtpRequest request);

    /** The answer about an account without an address: no code can be sent, and nothing is skipped. */
    Response withoutAddress();
}
