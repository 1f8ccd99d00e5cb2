package dev.latchkey.sample;

import java.io.IOException;
import java.time.Duration;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;

/** What the token endpoint answers. No answer at all is an {@link IOException}, and leaves the result unknown. */
sealed interface Answer {

    /** @param tokens what was granted */
    record Granted(OIDCTokenResponse tokens) implements Answer {

        @Override
        public OIDCTokenResponse granted() {
            return tokens;
        }
    }

    /** @param error what was wrong (RFC 6749, 5.2) */
    record Refused(ErrorObject error) implements Answer {

        @Override
        public OIDCTokenResponse granted() throws IOException {
            throw new IOException(
                    "The token endpoint refuses: " + error.getCode() + ", " + error.getDescription());
        }
    }

    /** @param patience how long to wait before asking again */
    record Later(Duration patience) implements Answer {

        @Override
        public OIDCTokenResponse granted() throws IOException {
            throw new IOException("The token endpoint asks to wait");
        }
    }

    /**
     * @return what was granted
     * @throws IOException if nothing was, which says why
     */
    OIDCTokenResponse granted() throws IOException;
}
