package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;

/** Asks for tokens. */
final class TokenEndpoint {

    private final URI address;
    private final ClientID client;
    private final ProvenHttp http;

    TokenEndpoint(URI address, ClientID client, ProvenHttp http) {
        this.address = address;
        this.client = client;
        this.http = http;
    }

    /**
     * @param grant what entitles the app
     * @return the answer
     * @throws IOException if there was none, or none that can be understood
     */
    Answer ask(AuthorizationGrant grant) throws IOException {
        try {
            return answer(http.send(new TokenRequest.Builder(address, client, grant).build().toHTTPRequest()));
        } catch (ParseException e) {
            throw new IOException("The token endpoint's answer cannot be understood", e);
        }
    }

    private static Answer answer(HTTPResponse response) throws ParseException, IOException {
        if (ProvenHttp.asksToWait(response)) {
            return new Answer.Later(ProvenHttp.patience(response));
        }
        if (response.getStatusCode() >= HTTPResponse.SC_SERVER_ERROR) {
            throw new IOException("The token endpoint answers " + response.getStatusCode());
        }
        TokenResponse answer = OIDCTokenResponseParser.parse(response);
        return answer.indicatesSuccess()
                ? new Answer.Granted((OIDCTokenResponse) answer.toSuccessResponse())
                : new Answer.Refused(answer.toErrorResponse().getErrorObject());
    }
}
