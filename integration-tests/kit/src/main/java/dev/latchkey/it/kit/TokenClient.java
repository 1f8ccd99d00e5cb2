package dev.latchkey.it.kit;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An application with an HTTP stack of its own, at the token endpoint and the authorization challenge endpoint.
 * Immutable: each change returns another client.
 */
public final class TokenClient {

    /** Headers that most installations of an app send. */
    public static final Map<String, String> HEADERS = Map.of(
            "User-Agent", "DemoApp/1.4 (Linux; Android 15; Pixel 9) okhttp/4.12.0",
            "Accept-Language", "de-AT,de;q=0.9", "Accept-Encoding", "gzip, br");

    private static final int MOST_TRIES = 50;

    private final String tokenEndpoint;
    private final Map<String, String> client;
    private final Map<String, String> headers;
    private final BinaryOperator<String> proof;

    private TokenClient(String tokenEndpoint, Map<String, String> client, Map<String, String> headers,
            BinaryOperator<String> proof) {
        this.tokenEndpoint = tokenEndpoint;
        this.client = client;
        this.headers = headers;
        this.proof = proof;
    }

    /**
     * @param baseUrl  URL of the server, without a slash at the end
     * @param realm    name of the realm
     * @param clientId a public client
     * @return the app, sending {@link #HEADERS}
     */
    public static TokenClient of(String baseUrl, String realm, String clientId) {
        return new TokenClient(baseUrl + "/realms/" + realm + "/protocol/openid-connect/token",
                Map.of("client_id", clientId), HEADERS, null);
    }

    /**
     * @param secret the client's secret
     * @return the same app as a confidential client
     */
    public TokenClient withSecret(String secret) {
        return new TokenClient(tokenEndpoint, with(client, "client_secret", secret), headers, proof);
    }

    /**
     * @param name  name of a header
     * @param value its new value
     * @return the same app with another HTTP stack
     */
    public TokenClient withHeader(String name, String value) {
        return new TokenClient(tokenEndpoint, client, with(headers, name, value), proof);
    }

    /**
     * @param holder makes a DPoP proof (RFC 9449) from method and URL of a request; null for none
     * @return the same app with this key
     */
    public TokenClient withProof(BinaryOperator<String> holder) {
        return new TokenClient(tokenEndpoint, client, headers, holder);
    }

    /**
     * @param baseUrl URL of another node
     * @param realm   name of the realm
     * @return the same app talking to that node
     */
    public TokenClient through(String baseUrl, String realm) {
        return new TokenClient(of(baseUrl, realm, "").tokenEndpoint, client, headers, proof);
    }

    /**
     * @param username name of the user
     * @param password the password
     * @param scope    the requested scope
     * @return the answer of Keycloak's direct grant
     */
    public Grant password(String username, String password, String scope) {
        return ask(Map.of("grant_type", "password", "username", username, "password", password, "scope", scope));
    }

    /**
     * @param code        authorization code
     * @param redirectUri the redirect URI that received the code
     * @param verifier    of PKCE; may be empty
     * @return the answer
     */
    public Grant code(String code, String redirectUri, String verifier) {
        Map<String, String> form = Map.of("grant_type", "authorization_code", "code", code,
                "redirect_uri", redirectUri);
        return ask(verifier.isEmpty() ? form : with(form, "code_verifier", verifier));
    }

    /**
     * @param form fields of a request of a sign-in without a browser
     * @return the answer of the authorization challenge endpoint
     */
    public Grant authorizationChallenge(Map<String, String> form) {
        return ask(tokenEndpoint.replace("/protocol/openid-connect/token", "/latchkey-otp/authorize-challenge"), form);
    }

    /**
     * @param code     authorization code of a sign-in without a browser
     * @param verifier of PKCE
     * @return the answer
     */
    public Grant nativeCode(String code, String verifier) {
        return ask(Map.of("grant_type", "authorization_code", "code", code, "code_verifier", verifier));
    }

    /**
     * @param refreshToken the token
     * @return the answer
     */
    public Grant refresh(String refreshToken) {
        return ask(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /**
     * @param refreshToken the token
     * @param scope        the requested part of the token's scope
     * @return the answer
     */
    public Grant refresh(String refreshToken, String scope) {
        return ask(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "scope", scope));
    }

    /**
     * @param accessToken another client's access token
     * @return the answer to its exchange for a refresh token of the same session
     */
    public Grant exchange(String accessToken) {
        return exchange(accessToken, "refresh_token");
    }

    /**
     * @param accessToken an access token of another client
     * @return the answer of Keycloak's standard token exchange, for an access token alone
     */
    public Grant exchangeAccess(String accessToken) {
        return exchange(accessToken, "access_token");
    }

    private Grant exchange(String accessToken, String requested) {
        String types = "urn:ietf:params:oauth:token-type:";
        return ask(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", accessToken, "subject_token_type", types + "access_token",
                "requested_token_type", types + requested));
    }

    /**
     * @param code a secret code
     * @return the answer of Latchkey's grant
     */
    public Grant secretCode(String code) {
        return ask(Map.of("grant_type", "urn:latchkey:params:oauth:grant-type:secret-code", "secret_code", code));
    }

    /**
     * @param form the parameters of any grant
     * @return the answer
     */
    public Grant grant(Map<String, String> form) {
        return ask(form);
    }

    /**
     * @param path an endpoint of OpenID Connect, behind {@code /protocol/openid-connect}
     * @param form the parameters
     * @return the answer
     */
    public Grant post(String path, Map<String, String> form) {
        return ask(tokenEndpoint.replace("/protocol/openid-connect/token", "/protocol/openid-connect" + path), form);
    }

    /**
     * Refreshes at this client and the other one in turn until two refreshes have happened within one second:
     * Keycloak's own comparison of whole seconds then accepts the spent token as a fresh one.
     *
     * @param grant tokens of a session
     * @param there the same app, perhaps at another node
     * @return the token that was used first in that second
     */
    public String spentWithinASecond(Grant grant, TokenClient there) {
        Grant first = grant;
        for (int attempt = 0; attempt < MOST_TRIES; attempt++) {
            Grant last = there.refresh(refresh(first.refreshToken()).refreshToken());
            if (first.issuedAt() == last.issuedAt()) {
                return first.refreshToken();
            }
            first = last;
        }
        throw new IllegalStateException("No two refreshes within one second, in " + MOST_TRIES + " tries");
    }

    private Grant ask(Map<String, String> form) {
        return ask(tokenEndpoint, form);
    }

    private Grant ask(String endpoint, Map<String, String> form) {
        Map<String, String> fields = new LinkedHashMap<>(client);
        fields.putAll(form);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint));
        headers.forEach(request::header);
        if (proof != null) {
            request.header("DPoP", proof.apply("POST", endpoint));
        }
        return new Grant(Http.send(Http.form(request, fields)));
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return copy;
    }

    /**
     * An answer of the token endpoint, or of the authorization challenge endpoint.
     *
     * @param response the HTTP response
     */
    public record Grant(HttpResponse<String> response) {

        /** @return whether tokens, or an authorization code, were issued */
        public boolean given() {
            return response.statusCode() == 200;
        }

        /** @return the error (RFC 6749, 5.2) and its description */
        public String error() {
            return json().path("error").asText() + ": " + json().path("error_description").asText();
        }

        /**
         * @return the refresh token
         * @throws IllegalStateException if none was issued
         */
        public String refreshToken() {
            if (!given()) {
                throw new IllegalStateException("No token: " + response.statusCode() + ' ' + response.body());
            }
            return json().get("refresh_token").asText();
        }

        private long issuedAt() {
            return refreshClaims().get("iat").asLong();
        }

        /** @return the claims of the refresh token */
        public JsonNode refreshClaims() {
            return claims(refreshToken());
        }

        /** @return the answer's JSON */
        public JsonNode json() {
            return Json.read(response.body());
        }

        /**
         * @param token a JWT
         * @return its claims
         */
        public static JsonNode claims(String token) {
            return Json.read(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
        }
    }
}
