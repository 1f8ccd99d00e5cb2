package dev.latchkey.sample;

import java.io.IOException;
import java.time.Duration;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;

/**
 * Sends requests that prove the app's key, each with a proof of its own: the tokens they return are bound to the key
 * (RFC 9449, 5). An answer that leads elsewhere is not followed, because the proof names the address.
 */
final class ProvenHttp {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final DeviceKey key;

    ProvenHttp(DeviceKey key) {
        this.key = key;
    }

    /**
     * @param request what to send, without a proof
     * @return the answer, whatever its status
     * @throws IOException if there was none in time
     */
    HTTPResponse send(HTTPRequest request) throws IOException {
        request.setConnectTimeout(Server.TIMEOUT_MILLIS);
        request.setReadTimeout(Server.TIMEOUT_MILLIS);
        request.setFollowRedirects(false);
        request.setDPoP(key.prove(request.getMethod().name(), request.getURI()));
        return request.send();
    }

    /** @return whether the server has had too many requests (RFC 6585, 4) */
    static boolean asksToWait(HTTPResponse response) {
        return response.getStatusCode() == TOO_MANY_REQUESTS;
    }

    /** @return how long to wait before asking again (RFC 9110, 10.2.3); a minute where the server does not say */
    static Duration patience(HTTPResponse response) {
        String seconds = response.getHeaderValue("Retry-After");
        // a proxy on the way may name a date instead
        return seconds != null && seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : WAIT;
    }
}
