package dev.latchkey.sample;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;

/** What the realm says of itself (OpenID Connect Discovery 1.0): where its endpoints are, and its keys. */
final class Server {

    static final int TIMEOUT_MILLIS = 15_000;

    private final OIDCProviderMetadata metadata;

    private Server(OIDCProviderMetadata metadata) {
        this.metadata = metadata;
    }

    /**
     * @param issuer the realm's address
     * @return the realm
     * @throws IOException if it does not answer, or is not what it should be
     */
    static Server discover(URI issuer) throws IOException {
        try {
            return new Server(OIDCProviderMetadata.resolve(new Issuer(issuer), TIMEOUT_MILLIS, TIMEOUT_MILLIS));
        } catch (GeneralException e) {
            throw new IOException("No OpenID Connect provider is at " + issuer, e);
        } catch (IOException e) {
            throw new IOException("No answer from " + issuer + ": " + e.getMessage(), e);
        }
    }

    Issuer issuer() {
        return metadata.getIssuer();
    }

    URI authorization() {
        return metadata.getAuthorizationEndpointURI();
    }

    URI token() {
        return metadata.getTokenEndpointURI();
    }

    URI revocation() {
        return metadata.getRevocationEndpointURI();
    }

    URI endSession() {
        return metadata.getEndSessionEndpointURI();
    }

    /**
     * @return where an app signs users in without a browser (draft-ietf-oauth-first-party-apps-04)
     * @throws IOException if the realm announces no such place
     */
    URI authorizationChallenge() throws IOException {
        URI address = metadata.getCustomURIParameter("authorization_challenge_endpoint");
        if (address == null) {
            throw new IOException("The realm signs nobody in without a browser: it announces no "
                    + "authorization_challenge_endpoint");
        }
        return address;
    }

    /**
     * @param path path of one of Latchkey's endpoints for apps, without a slash at the beginning
     * @return its address
     */
    URI endpoint(String path) {
        return URI.create(issuer() + "/latchkey-otp/" + path);
    }

    /** @return where an app ends its secret code, when its user signs out */
    URI secretCodeRevocation() {
        return URI.create(issuer() + "/latchkey-secret-codes/revocation");
    }

    /**
     * @param granted what the token endpoint has granted
     * @param client  whom to
     * @param nonce   what the ID token must carry; null where no authentication request led to it
     * @return who is signed in
     * @throws IOException if the ID token is not genuine
     */
    Session session(OIDCTokenResponse granted, ClientID client, Nonce nonce) throws IOException {
        OIDCTokens tokens = granted.getOIDCTokens();
        return new Session(tokens.getAccessToken(), tokens.getRefreshToken(),
                verify(tokens.getIDToken(), client, nonce));
    }

    private IDTokenClaimsSet verify(JWT idToken, ClientID client, Nonce nonce) throws IOException {
        try {
            return new IDTokenValidator(issuer(), client, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL())
                    .validate(idToken, nonce);
        } catch (BadJOSEException | JOSEException | MalformedURLException e) {
            throw new IOException("The ID token is not genuine", e);
        }
    }
}
