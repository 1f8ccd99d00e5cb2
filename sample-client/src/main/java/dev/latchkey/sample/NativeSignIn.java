package dev.latchkey.sample;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.Nonce;

/**
 * One sign-in on the app's own screens (draft-ietf-oauth-first-party-apps-04), with PKCE. The app's key is proven from
 * the first request to the token endpoint, so that authorization code, tokens and trusted device are bound to it.
 */
public final class NativeSignIn implements CodeDialog {

    private static final String AUTH_SESSION = "auth_session";

    private final Server server;
    private final ClientID client;
    private final ProvenHttp http;
    private final Vault device;
    private final CodeVerifier verifier = new CodeVerifier();
    private final Nonce nonce = new Nonce();
    /** Of the newest answer; empty while there is nothing to go on with. */
    private Optional<String> authSession = Optional.empty();

    NativeSignIn(Server server, ClientID client, ProvenHttp http, Vault device) {
        this.server = server;
        this.client = client;
        this.http = http;
        this.device = device;
    }

    /**
     * Sends the password, and the secret of this device if it was trusted: then no code is asked for.
     *
     * @param username e-mail address or user name
     * @param password the account's
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step begin(String username, String password) throws IOException {
        return begin(username, password, Map.of());
    }

    /**
     * Begins a sign-in in which the user sets a telephone number, or replaces it. The code is asked for on a trusted
     * device too: a password alone sets no number.
     *
     * @param username e-mail address or user name
     * @param password the account's
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step beginForNumber(String username, String password) throws IOException {
        return begin(username, password, Map.of("kc_action", "latchkey-verify-phone", "prompt", "login"));
    }

    private Step begin(String username, String password, Map<String, String> more) throws IOException {
        Map<String, String> fields = new HashMap<>(Map.of("scope", "openid", "nonce", nonce.getValue(),
                "code_challenge", CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue(),
                "code_challenge_method", CodeChallengeMethod.S256.getValue(),
                "username", username, "password", password));
        fields.putAll(more);
        Optional<String> kept = device.read();
        kept.ifPresent(secret -> fields.put(AUTH_SESSION, secret));
        Step step = post(fields);
        if (kept.isPresent() && step instanceof Step.Refused refused && refused.why() == Refusal.OVER) {
            // nothing was under way but the device: what was kept is no such secret
            device.clear();
        }
        return step;
    }

    /**
     * Sends the code.
     *
     * @param code  what the user has typed
     * @param trust whether the user chooses to skip the code on this device
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step code(String code, boolean trust) throws IOException {
        return next(trust ? Map.of("otp", code, "trust_device", "true") : Map.of("otp", code));
    }

    /**
     * Sends the telephone number that was asked for.
     *
     * @param number what the user has typed
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step number(String number) throws IOException {
        return next(Map.of("phone_number", number));
    }

    /**
     * Sends the telephone number from which the user sends a text, where that is offered.
     *
     * @param number what the user has typed
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step numberOfText(String number) throws IOException {
        return next(Map.of("phone_number", number, "sent_text", "true"));
    }

    /**
     * Asks whether the user's text has arrived.
     *
     * @return what the app shows next
     * @throws IOException if there was no answer
     */
    public Step textSent() throws IOException {
        return next(Map.of("sent_text", "true"));
    }

    @Override
    public Step resend() throws IOException {
        return next(Map.of("resend", "true"));
    }

    @Override
    public boolean underWay() {
        return authSession.isPresent();
    }

    private Step next(Map<String, String> fields) throws IOException {
        Map<String, String> all = new HashMap<>(fields);
        all.put(AUTH_SESSION, authSession.orElseThrow(() -> new IllegalStateException("Nothing is under way")));
        return post(all);
    }

    private Step post(Map<String, String> fields) throws IOException {
        Map<String, List<String>> form = new HashMap<>(Map.of("client_id", List.of(client.getValue())));
        fields.forEach((name, value) -> form.put(name, List.of(value)));
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, server.authorizationChallenge());
        request.setEntityContentType(ContentType.APPLICATION_URLENCODED);
        request.setBody(URLUtils.serializeParameters(form));
        return step(http.send(request));
    }

    private Step step(HTTPResponse response) throws IOException {
        Json answer = Json.of(response);
        if (response.indicatesSuccess()) {
            return redeem(answer);
        }
        ChallengeError error = new ChallengeError(response, answer);
        if (error.goesOn()) {
            authSession = answer.text(AUTH_SESSION);
        } else if (error.ends()) {
            authSession = Optional.empty();
        }
        return error.step();
    }

    private Step redeem(Json authorized) throws IOException {
        authSession = Optional.empty();
        keepDevice(authorized.text(AUTH_SESSION));
        AuthorizationCode code = new AuthorizationCode(authorized.text("authorization_code")
                .orElseThrow(() -> new IOException("The answer lacks the authorization code")));
        Answer answer = new TokenEndpoint(server.token(), client, http)
                .ask(new AuthorizationCodeGrant(code, null, verifier));
        if (answer instanceof Answer.Later later) {
            return new Step.Later(later.patience());
        }
        return new Step.SignedIn(server.session(answer.granted(), client, nonce),
                authorized.text("kc_action_status").map("success"::equals));
    }

    /** Before anything else can go wrong: the secret that was sent is good for a minute more, and no longer. */
    private void keepDevice(Optional<String> secret) throws IOException {
        if (secret.isPresent()) {
            device.write(secret.get());
        } else {
            device.clear();
        }
    }
}
