package dev.latchkey.it.server;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.ApprovalService;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.TokenClient;

/** An app that may use every grant of Keycloak's. */
final class EveryGrant {

    static final String ID = "every-grant";
    /** The origin from which a browser may call the server for the app. */
    static final String ORIGIN = "https://every-grant.example";

    private static final String SECRET = "of-every-grant";
    private static final Pattern CONSENT = Pattern.compile("action=\"([^\"]+/login-actions/consent[^\"]+)\"");
    private static final Pattern SESSION_CODE = Pattern.compile("name=\"code\" value=\"([^\"]+)\"");

    private final Node node;
    private final ApprovalService approvals;
    private final Function<SignIn, String> mailedCode;
    private final TokenClient app;

    /**
     * @param node       the server, which asks the service for approvals
     * @param approvals  the service
     * @param mailedCode reads the code that was mailed for a user's first sign-in
     */
    EveryGrant(Node node, ApprovalService approvals, Function<SignIn, String> mailedCode) {
        this.node = node;
        this.approvals = approvals;
        this.mailedCode = mailedCode;
        this.app = TokenClient.of(node.baseUrl(), Admin.REALM, ID).withSecret(SECRET);
    }

    /** Registers the app with the realm. */
    void register() {
        node.admin().call("POST", "/clients", Map.ofEntries(Map.entry("clientId", ID), Map.entry("secret", SECRET),
                Map.entry("redirectUris", List.of(Browser.CALLBACK)), Map.entry("webOrigins", List.of(ORIGIN)),
                Map.entry("publicClient", false),
                Map.entry("implicitFlowEnabled", true), Map.entry("directAccessGrantsEnabled", true),
                Map.entry("serviceAccountsEnabled", true), Map.entry("authorizationServicesEnabled", true),
                Map.entry("authorizationSettings", Map.of("policyEnforcementMode", "PERMISSIVE",
                        "resources", List.of(Map.of("name", "everything")))),
                Map.entry("attributes", Map.of("standard.token.exchange.enabled", "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION",
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true",
                        "client_credentials.use_refresh_token", "true"))));
    }

    /** The app itself. */
    TokenClient app() {
        return app;
    }

    /**
     * Does all of a way that precedes its last request.
     *
     * @param way  the way
     * @param user name of the user, who has not signed in yet
     * @return asks for the tokens
     */
    Supplier<TokenClient.Grant> begun(GrantWay way, String user) {
        return switch (way) {
            case AUTHORIZATION_CODE -> {
                String code = signIn(user).page().authorizationCode().orElseThrow();
                yield () -> app.code(code, Browser.CALLBACK, SignIn.VERIFIER);
            }
            case REFRESH -> {
                String token = signIn(user).tokens(app).refreshToken();
                yield () -> app.refresh(token);
            }
            case TOKEN_EXCHANGE -> {
                String token = accessToken(user);
                yield () -> app.grant(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token",
                        "subject_token", token));
            }
            case PERMISSIONS -> {
                String token = accessToken(user);
                yield () -> app.grant(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket",
                        "audience", ID, "subject_token", token));
            }
            case DEVICE -> {
                JsonNode device = app.post("/auth/device", Map.of("scope", "openid")).json();
                allow(user, device.get("verification_uri_complete").asText());
                yield () -> app.grant(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code", device.get("device_code").asText()));
            }
            case BACKCHANNEL -> {
                JsonNode begun = app.post("/ext/ciba/auth", Map.of("scope", "openid", "login_hint", user)).json();
                approvals.approve(node.baseUrl(), Admin.REALM);
                yield () -> app.grant(Map.of("grant_type", "urn:openid:params:grant-type:ciba",
                        "auth_req_id", begun.get("auth_req_id").asText()));
            }
            case PASSWORD -> () -> app.password(user, Admin.USER_PASSWORD, "openid");
        };
    }

    /** Signs in with password and code. */
    SignIn signIn(String user) {
        SignIn signIn = new SignIn(new Browser(node.baseUrl()), user);
        signIn.openFor(ID);
        signIn.password();
        signIn.code(mailedCode.apply(signIn));
        return signIn;
    }

    /** An access token of a user who signs in with password and code. */
    String accessToken(String user) {
        return signIn(user).tokens(app).json().get("access_token").asText();
    }

    private void allow(String user, String address) {
        SignIn signIn = new SignIn(new Browser(node.baseUrl()), user);
        signIn.open(address);
        signIn.password();
        Page page = signIn.code(mailedCode.apply(signIn));
        signIn.browser().post(find(CONSENT, page), Map.of("code", find(SESSION_CODE, page), "accept", "Yes"));
    }

    private static String find(Pattern pattern, Page page) {
        Matcher found = pattern.matcher(page.body());
        if (!found.find()) {
            throw new IllegalStateException("Asks for no consent: " + page);
        }
        return found.group(1).replace("&amp;", "&");
    }
}
