package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;

/** Lets a user sign in or register in the browser: authorization code flow with PKCE (RFC 8252, RFC 7636). */
final class BrowserSignIn {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Server server;
    private final ClientID client;
    private final BrowserOpener browser;

    BrowserSignIn(Server server, ClientID client, BrowserOpener browser) {
        this.server = server;
        this.client = client;
        this.browser = browser;
    }

    /**
     * @param scope      what to ask for
     * @param wanted         what the user wants: {@code LOGIN}, or {@code CREATE} (Initiating User Registration via
     *                   OpenID Connect 1.0). Both show a page also to somebody whom the browser still knows: a sign-in
     *                   that no one noticed brings no secret code
     * @param thumbprint of the app's key, to which the authorization code is bound (RFC 9449, 10)
     * @return what the app exchanges for tokens
     * @throws IOException if the user does not come back, or comes back without having signed in
     */
    Proven ask(Scope scope, Prompt.Type wanted, JWKThumbprintConfirmation thumbprint) throws IOException {
        State state = new State();
        Nonce nonce = new Nonce();
        CodeVerifier verifier = new CodeVerifier();
        try (LoopbackReceiver receiver = new LoopbackReceiver(state)) {
            browser.open(new AuthenticationRequest.Builder(ResponseType.CODE, scope, client, receiver.address())
                    .endpointURI(server.authorization())
                    .state(state)
                    .nonce(nonce)
                    .codeChallenge(verifier, CodeChallengeMethod.S256)
                    .dPoPJWKThumbprintConfirmation(thumbprint)
                    .prompt(wanted)
                    .build().toURI());
            AuthorizationCode code = authorizationCode(receiver.await(PATIENCE));
            return new Proven(new AuthorizationCodeGrant(code, receiver.address(), verifier), nonce);
        }
    }

    private AuthorizationCode authorizationCode(URI visit) throws IOException {
        try {
            AuthenticationResponse response = AuthenticationResponseParser.parse(visit);
            if (!server.issuer().equals(response.getIssuer())) {
                // another server's answer, which must not be shown to this one (RFC 9207)
                throw new IOException("The answer comes from " + response.getIssuer());
            }
            if (!response.indicatesSuccess()) {
                throw new IOException("Nobody signed in: " + response.toErrorResponse().getErrorObject().getCode());
            }
            return response.toSuccessResponse().getAuthorizationCode();
        } catch (ParseException e) {
            throw new IOException("The browser came back with something that is no answer", e);
        }
    }

    /**
     * A user has proven who they are.
     *
     * @param grant what the app exchanges for tokens
     * @param nonce what the ID token must carry
     */
    record Proven(AuthorizationCodeGrant grant, Nonce nonce) {
    }
}
