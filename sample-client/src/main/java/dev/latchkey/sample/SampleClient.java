package dev.latchkey.sample;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.Prompt;

/**
 * An app whose user signs in once. It asks for a secret code with the sign-in, keeps it, and exchanges it for tokens
 * whenever it starts. A public client (RFC 6749, 2.1) that proves a key of its own with every request.
 */
public final class SampleClient {

    private static final Scope SIGN_IN = new Scope("openid", "secret_code");
    private static final Scope START = new Scope("openid");

    private final Server server;
    private final ClientID client;
    private final Vault vault;
    private final DeviceKey key;
    private final BrowserOpener browser;
    private final TokenEndpoint tokens;

    /**
     * @param issuer   the realm's address
     * @param clientId the app's {@code client_id}
     * @param vault    where the secret code is kept
     * @param key      the app's key
     * @param browser  where the user signs in
     * @throws IOException if the realm does not answer
     */
    public SampleClient(URI issuer, String clientId, Vault vault, DeviceKey key, BrowserOpener browser)
            throws IOException {
        this.server = Server.discover(issuer);
        this.client = new ClientID(clientId);
        this.vault = vault;
        this.key = key;
        this.browser = browser;
        this.tokens = new TokenEndpoint(server.token(), client, new ProvenHttp(key));
    }

    /**
     * Has the user sign in with the browser, and keeps the secret code that comes with the tokens in place of
     * the stored one, which may belong to another user.
     *
     * @return the session
     * @throws IOException if the user did not sign in
     */
    public Session signIn() throws IOException {
        return ask(Prompt.Type.LOGIN);
    }

    /**
     * Has the user register with the browser; the rest is as with {@link #signIn}.
     *
     * @return the session
     * @throws IOException if the user did not register
     */
    public Session register() throws IOException {
        return ask(Prompt.Type.CREATE);
    }

    private Session ask(Prompt.Type endpoint) throws IOException {
        BrowserSignIn.Proven proven =
                new BrowserSignIn(server, client, browser).ask(SIGN_IN, endpoint, key.thumbprint());
        OIDCTokenResponse answer = tokens.ask(proven.grant()).granted();
        Optional<String> code = code(answer);
        if (code.isEmpty()) {
            vault.clear();
            throw new IOException("No secret code came; does the client hold the scope secret_code?");
        }
        Session session = server.session(answer, client, proven.nonce());
        vault.write(code.get());
        return session;
    }

    /**
     * Starts the app: signs the user in by the code, if there is one.
     *
     * @return the result
     * @throws IOException if there was no answer. Whatever the server has done, the kept code is still the one to ask
     *                     with: try again when the network is back
     */
    public Start start() throws IOException {
        Optional<String> kept = vault.read();
        if (kept.isEmpty()) {
            return new Start.MustSignIn();
        }
        Answer answer = tokens.ask(new SecretCodeGrant(kept.get(), START));
        if (answer instanceof Answer.Later later) {
            return new Start.Later(later.patience());
        }
        if (answer instanceof Answer.Refused refused && refused.error().getCode().equals("invalid_grant")) {
            return new Start.MustSignIn();
        }
        OIDCTokenResponse response = answer.granted();
        Optional<String> next = code(response);
        if (next.isPresent()) {
            // before anything else: presenting it is what makes the one before it useless
            vault.write(next.get());
        }
        return new Start.SignedIn(server.session(response, client, null));
    }

    /**
     * Gets fresh tokens while the app runs.
     *
     * @param session whose
     * @return the session with its new tokens; the old ones are spent
     * @throws IOException if there was no answer, or the session is over: start again
     */
    public Session refresh(Session session) throws IOException {
        return server.session(tokens.ask(new RefreshTokenGrant(session.refreshToken())).granted(), client, null);
    }

    /**
     * Signs the user out: on the server, first the secret code, which may outlive every session, then the session;
     * here, and in the browser.
     *
     * @param session whose
     * @throws IOException if the server did not answer, and the user is still signed in; or, when the code is gone,
     *                     if the browser did not come back
     */
    public void signOut(Session session) throws IOException {
        Optional<String> code = vault.read();
        if (code.isPresent()) {
            HTTPRequest end = new HTTPRequest(HTTPRequest.Method.POST, server.secretCodeRevocation());
            end.setEntityContentType(ContentType.APPLICATION_URLENCODED);
            end.setBody(URLUtils.serializeParameters(Map.of("client_id", List.of(client.getValue()),
                    SecretCodeGrant.SECRET_CODE, List.of(code.get()))));
            revoke(end);
        }
        revoke(new TokenRevocationRequest(server.revocation(), client, session.refreshToken()).toHTTPRequest());
        vault.clear();
        new BrowserSignOut(server, client, browser).ask();
    }

    private static void revoke(HTTPRequest revocation) throws IOException {
        revocation.setConnectTimeout(Server.TIMEOUT_MILLIS);
        revocation.setReadTimeout(Server.TIMEOUT_MILLIS);
        HTTPResponse answer = revocation.send();
        if (!answer.indicatesSuccess()) {
            throw new IOException("A revocation endpoint answers " + answer.getStatusCode());
        }
    }

    private static Optional<String> code(OIDCTokenResponse answer) {
        return Optional.ofNullable((String) answer.getCustomParameters().get(SecretCodeGrant.SECRET_CODE));
    }
}
