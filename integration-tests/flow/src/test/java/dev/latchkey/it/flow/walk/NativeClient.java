package dev.latchkey.it.flow.walk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.flow.WalkTest;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.TokenClient.Grant;

/** An app without a browser, used by the attacker, as in docs/apps.md. */
final class NativeClient {

    private static final String VERIFIER = "v".repeat(64);
    private static final int SHORT = 90;

    private final Server server;
    private final Browser http;
    private String session = "";
    private String reference = "";
    private String challenge = "";
    private String challengesReference = "";

    /** An answer of the server. */
    record Answer(int status, JsonNode json) {

        @Override
        public String toString() {
            String text = status + " " + json.path("error").asText(json.path("type").asText());
            return text.substring(0, Math.min(text.length(), SHORT));
        }
    }

    NativeClient(Server server) {
        this.server = server;
        this.http = server.browser();
    }

    Answer begin(String email, String password) {
        return signIn(Map.of("scope", "openid", "code_challenge", s256(), "code_challenge_method", "S256",
                "username", email, "password", password));
    }

    Answer code(String code) {
        return signIn(Map.of("auth_session", session, "otp", code));
    }

    private Answer signIn(Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("client_id", WalkTest.NATIVE_APP);
        Answer answer = answer(http.post(path("/latchkey-otp/authorize-challenge"), all));
        session = answer.json().path("auth_session").asText(session);
        reference = answer.json().path("reference").asText(reference);
        return answer;
    }

    /** The tokens for an authorization code; empty where there is none. */
    Optional<Grant> redeem(Answer answer) {
        String code = answer.json().path("authorization_code").asText();
        return code.isEmpty() ? Optional.empty()
                : Optional.of(server.tokens(WalkTest.NATIVE_APP).nativeCode(code, VERIFIER));
    }

    /** @param more further attributes of the account */
    Answer register(String email, String password, Map<String, String> more) {
        Map<String, String> attributes = new HashMap<>(more);
        attributes.putAll(Map.of("email", email, "firstName", "Nora", "lastName", "New"));
        return challenged("/registrations", Map.of("password", password, "attributes", attributes));
    }

    Answer challenge(String purpose, String email) {
        return challenged("/challenges", Map.of("purpose", purpose, "address", email));
    }

    Answer verify(String code, String password) {
        return json("/challenges/" + challenge + "/verification", Map.of("code", code, "password", password));
    }

    private Answer challenged(String endpoint, Map<String, ?> members) {
        Answer answer = json(endpoint, members);
        challenge = answer.json().path("challenge_id").asText(challenge);
        challengesReference = answer.json().path("reference").asText(challengesReference);
        return answer;
    }

    private Answer json(String endpoint, Map<String, ?> members) {
        Map<String, Object> all = new HashMap<>(members);
        all.put("client_id", WalkTest.NATIVE_APP);
        return answer(http.postJson(path("/latchkey-otp" + endpoint), all));
    }

    private String path(String below) {
        return "/realms/" + server.realm() + below;
    }

    private static Answer answer(Page page) {
        return new Answer(page.status(), page.body().startsWith("{") ? Json.read(page.body()) : Json.read("{}"));
    }

    boolean signsIn() {
        return !session.isEmpty();
    }

    boolean isChallenged() {
        return !challenge.isEmpty();
    }

    /** The reference that the sign-in and its mail share. */
    String reference() {
        return reference;
    }

    /** The reference that the challenge and its mail share. */
    String challengesReference() {
        return challengesReference;
    }

    private static String s256() {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
