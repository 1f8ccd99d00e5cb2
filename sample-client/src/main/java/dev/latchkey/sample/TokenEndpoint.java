package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;

/** Asks for tokens, and proves the app's key each time: tokens and codes are bound to it (RFC 9449, 5). */
final class TokenEndpoint {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final URI address;
    private final ClientID client;
    private final DeviceKey key;

    TokenEndpoint(URI address, ClientID client, DeviceKey key) {
        this.address = address;
        this.client = client;
        this.key = key;
    }

    /**
     * @param grant what entitles the app
     * @return the answer
     * @throws IOException if there was none, or none that can be understood
     */
    Answer ask(AuthorizationGrant grant) throws IOException {
        try {
            HTTPRequest request = new TokenRequest.Builder(address, client, grant).build().toHTTPRequest();
            request.setConnectTimeout(Server.TIMEOUT_MILLIS);
            request.setReadTimeout(Server.TIMEOUT_MILLIS);
            request.setFollowRedirects(false);
            request.setDPoP(key.prove(request.getMethod().name(), request.getURI()));
            return answer(request.send());
        } catch (ParseException e) {
            throw new IOException("The token endpoint's answer cannot be understood", e);
        }
    }

    private static Answer answer(HTTPResponse response) throws ParseException, IOException {
        if (response.getStatusCode() == TOO_MANY_REQUESTS) {
            return new Answer.Later(retryAfter(response));
        }
        if (response.getStatusCode() >= 500) {
            throw new IOException("The token endpoint answers " + response.getStatusCode());
        }
        TokenResponse answer = OIDCTokenResponseParser.parse(response);
        return answer.indicatesSuccess()
                ? new Answer.Granted((OIDCTokenResponse) answer.toSuccessResponse())
                : new Answer.Refused(answer.toErrorResponse().getErrorObject());
    }

    private static Duration retryAfter(HTTPResponse response) {
        String seconds = response.getHeaderValue("Retry-After");
        // a proxy on the way may name a date instead
        return seconds != null && seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : WAIT;
    }
}
