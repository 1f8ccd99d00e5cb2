package dev.latchkey.sample;

import java.time.Duration;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;

/** What the token endpoint answers. No answer at all is an {@link java.io.IOException}, and says nothing. */
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
}
