package dev.latchkey.nativeapi.authentication;

import java.util.Map;

import dev.latchkey.common.rest.Problem;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.otp.prompt.SignUpText;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers an app whose user signs up by sending a text. */
final class SentTextAnswer {

    private SentTextAnswer() {
    }

    /** Returns 202 with the word and the number to which a text with it is sent, or 429. */
    static Response asked(String challengeId, SignUpText text) {
        return text.await().fold(admitted -> Response.accepted(Map.of("challenge_id", challengeId, "word", text.word(),
                        "service_number", text.serviceNumber())).type(MediaType.APPLICATION_JSON_TYPE)
                        .header(HttpHeaders.CACHE_CONTROL, "no-store").build(),
                refused -> TooManyRequests.answer(new Problem(429, "too-many-mails", "Too many texts were asked for",
                        "Wait as long as Retry-After says, or sign up by a code").response(), "otp-send",
                        refused.retryAfterSeconds()));
    }

    /** Returns the problem of a text that has not arrived, also from a number that an account holds. */
    static Problem missing() {
        return new Problem(400, "text-missing", "The text has not arrived", "Ask again in a moment");
    }
}
