package dev.latchkey.it.flow;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.util.JsonSerialization;

/** An app that signs users up, resets passwords and verifies addresses, as docs/apps.md describes. */
final class NativeApiClient {

    private final ManagedRealm realm;
    private final String client;
    private final Map<String, String> headers = new HashMap<>();
    private DPoPKey key;

    NativeApiClient(ManagedRealm realm, String client) {
        this.realm = realm;
        this.client = client;
    }

    /** Proves possession of this key from now on. */
    NativeApiClient with(DPoPKey proven) {
        key = proven;
        return this;
    }

    NativeApiClient header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    NativeApp.Answer register(String email, String password) {
        return register(Map.of("email", email, "firstName", "Nora", "lastName", "Newcomer"), password);
    }

    NativeApp.Answer register(Map<String, ?> attributes, String password) {
        return post("/registrations", Map.of("attributes", attributes, "password", password));
    }

    /** Signs a user up who sends a text in place of getting a code. */
    NativeApp.Answer registerBySending(Map<String, ?> attributes, String password) {
        return post("/registrations", Map.of("attributes", attributes, "password", password, "sent_text", true));
    }

    /** Asks whether the text has arrived. */
    NativeApp.Answer verifyText(NativeApp.Answer challenge) {
        return post("/challenges/" + id(challenge) + "/verification", Map.of("sent_text", true));
    }

    NativeApp.Answer registerWithoutPassword(Map<String, ?> attributes) {
        return post("/registrations", Map.of("attributes", attributes));
    }

    NativeApp.Answer challenge(String purpose, String address) {
        return post("/challenges", Map.of("purpose", purpose, "address", address));
    }

    NativeApp.Answer resend(String id) {
        return post("/challenges/" + id + "/mails", Map.of());
    }

    NativeApp.Answer verify(NativeApp.Answer challenge, String code) {
        return verify(id(challenge), code);
    }

    NativeApp.Answer verify(String id, String code) {
        return post("/challenges/" + id + "/verification", Map.of("code", code));
    }

    NativeApp.Answer verify(NativeApp.Answer challenge, String code, String password) {
        return verify(id(challenge), code, password);
    }

    NativeApp.Answer verify(String id, String code, String password) {
        return post("/challenges/" + id + "/verification", Map.of("code", code, "password", password));
    }

    static String id(NativeApp.Answer challenge) {
        if (challenge.status() != 202) {
            throw new AssertionError("No challenge: " + challenge);
        }
        return challenge.json().get("challenge_id").asText();
    }

    private NativeApp.Answer post(String endpoint, Map<String, ?> members) {
        Map<String, Object> all = new LinkedHashMap<>(members);
        all.put("client_id", client);
        try {
            return send(endpoint, JsonSerialization.mapper.writeValueAsString(all));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a body unchanged. */
    NativeApp.Answer send(String endpoint, String json) {
        String path = "/realms/" + realm.getName() + "/latchkey-otp" + endpoint;
        Map<String, String> all = new HashMap<>(headers);
        if (key != null) {
            all.put("DPoP", key.proof("POST", FlowServer.BASE + path, null));
        }
        return new NativeApp.Answer(Rest.postJson(path, json, all));
    }
}
