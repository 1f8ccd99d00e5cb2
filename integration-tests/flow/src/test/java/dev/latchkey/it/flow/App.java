package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.testframework.realm.ManagedRealm;

/** An app on a user's phone: its requests to the token endpoint, and what it stores. */
final class App {

    static final String GRANT = "urn:latchkey:params:oauth:grant-type:secret-code";

    private final ManagedRealm realm;
    private final String client;
    private String credentials = "";
    private DPoPKey key;

    App(ManagedRealm realm, String client) {
        this.realm = realm;
        this.client = client;
    }

    /** Authenticates as a confidential client from now on. */
    App secret(String secret) {
        credentials = "&client_secret=" + secret;
        return this;
    }

    /** Proves possession of this key with every request from now on; null for none. */
    App key(DPoPKey proven) {
        key = proven;
        return this;
    }

    /** Opens the sign-in page in a browser, asking for a secret code. */
    SignIn open(Browser browser) {
        return open(browser, "");
    }

    SignIn open(Browser browser, String more) {
        return open(browser.tab(), more);
    }

    SignIn open(Tab tab, String more) {
        // a second parameter scope would be refused, so that it is part of the added text
        return SignIn.open(tab, realm, client, "&scope=openid%20secret_code" + more);
    }

    /** Redeems an authorization code. */
    JsonNode exchange(SignIn signIn) {
        return Rest.json(exchange(signIn.authorizationCode()));
    }

    HttpResponse<String> exchange(String authorizationCode) {
        return token("grant_type=authorization_code&code=" + authorizationCode
                + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8));
    }

    HttpResponse<String> redeem(String code) {
        return redeem(code, "openid");
    }

    HttpResponse<String> redeem(String code, String scope) {
        return token("grant_type=" + GRANT + "&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)
                + "&secret_code=" + URLEncoder.encode(code, StandardCharsets.UTF_8));
    }

    HttpResponse<String> refresh(JsonNode tokens) {
        return token("grant_type=refresh_token&refresh_token=" + tokens.get("refresh_token").asText());
    }

    /** Sends a request to the token endpoint. */
    HttpResponse<String> token(String form) {
        return post("/protocol/openid-connect/token", form);
    }

    /** Posts to an endpoint of OpenID Connect, as this client. */
    HttpResponse<String> post(String path, String form) {
        String address = "/realms/" + realm.getName() + path;
        Map<String, String> headers = new HashMap<>();
        if (key != null) {
            headers.put("DPoP", key.proof("POST", FlowServer.BASE + address, null));
        }
        return Rest.post(address, "client_id=" + client + credentials + "&" + form, headers);
    }

    /** Requests a secret code with an access token. */
    HttpResponse<String> ask(String accessToken) {
        String address = "/realms/" + realm.getName() + "/latchkey-secret-codes";
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", (key == null ? "Bearer " : "DPoP ") + accessToken);
        if (key != null) {
            headers.put("DPoP", key.proof("POST", FlowServer.BASE + address, accessToken));
        }
        return Rest.post(address, "client_id=" + client + credentials, headers);
    }

    String client() {
        return client;
    }
}
