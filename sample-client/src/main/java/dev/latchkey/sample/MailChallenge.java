package dev.latchkey.sample;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;

/**
 * A code that is mailed without a sign-in, for sign-up and reset. The server's {@code challenge_id} is a secret of this
 * app, and answers to its key alone.
 */
final class MailChallenge {

    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;

    private final Server server;
    private final ClientID client;
    private final ProvenHttp http;
    private Optional<String> id = Optional.empty();

    MailChallenge(Server server, ClientID client, ProvenHttp http) {
        this.server = server;
        this.client = client;
        this.http = http;
    }

    boolean underWay() {
        return id.isPresent();
    }

    /**
     * @param endpoint    {@code registrations} or {@code challenges}
     * @param members what is asked for
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    Step begin(String endpoint, Map<String, ?> members) throws IOException {
        id = Optional.empty();
        return post(endpoint, members);
    }

    Step resend() throws IOException {
        return post(path("/mails"), Map.of());
    }

    Step verify(Map<String, ?> members) throws IOException {
        return post(path("/verification"), members);
    }

    private String path(String endpoint) {
        return "challenges/" + id.orElseThrow(() -> new IllegalStateException("Nothing is under way")) + endpoint;
    }

    private Step post(String endpoint, Map<String, ?> members) throws IOException {
        Map<String, Object> all = new HashMap<>(members);
        all.put("client_id", client.getValue());
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, server.endpoint(endpoint));
        request.setEntityContentType(ContentType.APPLICATION_JSON);
        request.setBody(JSONObjectUtils.toJSONString(all));
        return step(http.send(request));
    }

    private Step step(HTTPResponse response) throws IOException {
        if (response.getStatusCode() == NO_CONTENT) {
            id = Optional.empty();
            return new Step.Done();
        }
        if (response.getStatusCode() == ACCEPTED) {
            return mailed(Json.of(response));
        }
        Step step = Problem.of(response).step();
        if (step instanceof Step.Refused refused && refused.why() == Refusal.OVER) {
            id = Optional.empty();
        }
        return step;
    }

    private Step mailed(Json challenge) {
        id = challenge.text("challenge_id");
        return new Step.EnterCode(challenge.mailedCode());
    }
}
