package dev.latchkey.sample;

import java.io.IOException;
import java.time.Duration;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;

/** What the token endpoint answers. No answer at all is an {@link IOException}, and leaves the result unknown. */
sealed interface Answer {

    /** @param tokens what was granted */
    record Granted(OIDCTokenResponse tokens) implements Answer {
    }

    /** @param error what was wrong (RFC 6749, 5.2) */
    record Refused(ErrorObject error) implements Answer {
    }

    /** @param patience how long to wait before asking again */
    record Later(Duration patience) implements Answer {
    }

    /**
     * @return what was granted
     * @throws IOException if nothing was, which says why
     */
    default OIDCTokenResponse granted() throws IOException {
        if (this instanceof Granted granted) {
            return granted.tokens();
        }
        throw new IOException(this instanceof Refused refused
                ? "The token endpoint refuses: " + refused.error().getCode() + ", " + refused.error().getDescription()
                : "The token endpoint asks to wait");
    }
}
