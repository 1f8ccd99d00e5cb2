package dev.latchkey.it.flow;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.testframework.realm.ManagedRealm;

/** An app that signs a user in without a browser, as docs/apps.md describes. */
final class NativeApp {

    /** The origin of the app's scripts, where it is a web page. */
    static final String ORIGIN = "https://app.example";

    private static final String VERIFIER = "a".repeat(64);

    private final ManagedRealm realm;
    private final String client;
    private DPoPKey key;
    private String username;

    NativeApp(ManagedRealm realm, String client) {
        this.realm = realm;
        this.client = client;
    }

    /** Proves possession of this key from now on. */
    NativeApp with(DPoPKey proven) {
        key = proven;
        return this;
    }

    /** The first request. */
    Answer begin(TestUser person) {
        return begin(person, Map.of());
    }

    Answer begin(TestUser person, Map<String, String> more) {
        username = person.username();
        return challenge(request(person, more));
    }

    /** The parameters of the first request. */
    Map<String, String> request(TestUser person, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of("scope", "openid", "code_challenge", s256(VERIFIER),
                "code_challenge_method", "S256", "username", person.username(), "password", TestUser.PASSWORD));
        fields.putAll(more);
        return fields;
    }

    /** Sends the request that follows an answer. */
    Answer next(Answer before, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("auth_session", before.authSession().orElseThrow(() -> new AssertionError(before.toString())));
        return challenge(all);
    }

    Answer otp(Answer before, String code) {
        return next(before, Map.of("otp", code));
    }

    Answer otpAndTrust(Answer before, String code) {
        return next(before, Map.of("otp", code, "trust_device", "true"));
    }

    Answer challenge(Map<String, String> fields) {
        if (username != null) {
            Detector.settle(realm, username);
        }
        return post("/latchkey-otp/authorize-challenge", fields);
    }

    /** Redeems an authorization code. */
    Answer redeem(Answer done) {
        return redeem(done, Map.of());
    }

    Answer redeem(Answer done, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of("grant_type", "authorization_code", "code", done.code(),
                "code_verifier", VERIFIER));
        fields.putAll(more);
        return token(fields);
    }

    Answer token(Map<String, String> fields) {
        return post("/protocol/openid-connect/token", fields);
    }

    private Answer post(String endpoint, Map<String, String> fields) {
        String path = "/realms/" + realm.getName() + endpoint;
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putIfAbsent("client_id", client);
        Map<String, String> headers = key == null
                ? Map.of()
                : Map.of("DPoP", key.proof("POST", FlowServer.BASE + path, null));
        return new Answer(Rest.post(path, Rest.encode(all), headers));
    }

    private static String s256(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer of the server. */
    record Answer(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            return Rest.json(response);
        }

        String error() {
            return json().path("error").asText();
        }

        Optional<String> authSession() {
            return Optional.ofNullable(json().get("auth_session")).map(JsonNode::asText);
        }

        /** The authorization code of a sign-in that has succeeded. */
        String code() {
            return Optional.ofNullable(json().get("authorization_code")).map(JsonNode::asText)
                    .orElseThrow(() -> new AssertionError("No authorization code: " + this));
        }

        boolean done() {
            return status() == 200 && json().has("authorization_code");
        }

        boolean asksForCode() {
            return status() == 403 && error().equals("insufficient_authorization")
                    && json().path("otp_required").asBoolean();
        }

        /** The claims of the ID token. */
        JsonNode idToken() {
            return claims("id_token");
        }

        JsonNode accessToken() {
            return claims("access_token");
        }

        private JsonNode claims(String token) {
            String[] parts = json().path(token).asText().split("\\.");
            if (parts.length != 3) {
                throw new AssertionError("No " + token + ": " + this);
            }
            return Rest.json(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }
}
