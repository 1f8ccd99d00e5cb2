package dev.latchkey.it.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The keys of a realm that sign with HS512, and their rotation as an admin makes it. */
public final class RealmKeys {

    private static final String ALGORITHM = "HS512";
    private static final String COMPONENTS = "/components";
    private static final String PROVIDERS = "org.keycloak.keys.KeyProvider";

    private final Admin admin;
    private final Runnable changed;

    /**
     * @param admin   administers the realm
     * @param changed runs after each change
     */
    public RealmKeys(Admin admin, Runnable changed) {
        this.admin = admin;
        this.changed = changed;
    }

    /** @return all of them, as components */
    public List<ObjectNode> all() {
        List<ObjectNode> keys = new ArrayList<>();
        for (JsonNode key : admin.call("GET", COMPONENTS + "?type=" + PROVIDERS, null)) {
            if (key.at("/config/algorithm/0").asText().equals(ALGORITHM)) {
                keys.add((ObjectNode) key);
            }
        }
        return keys;
    }

    /**
     * Adds a key.
     *
     * @param priority of the key; the one with the highest signs
     */
    public void add(int priority) {
        change("POST", "", Map.of("name", "hs512-" + priority, "providerId", "hmac-generated",
                "providerType", PROVIDERS, "config",
                Map.of("algorithm", List.of(ALGORITHM), "priority", List.of(String.valueOf(priority)))));
    }

    /**
     * Makes keys passive: they verify, and sign no more.
     *
     * @param keys the keys, as {@link #all} has returned them
     */
    public void makePassive(List<ObjectNode> keys) {
        for (ObjectNode key : keys) {
            key.withObject("/config").putArray("active").add("false");
            change("PUT", id(key), key);
        }
    }

    /**
     * Deletes keys.
     *
     * @param keys the keys, as {@link #all} has returned them
     */
    public void delete(List<ObjectNode> keys) {
        keys.forEach(key -> change("DELETE", id(key), null));
    }

    private static String id(ObjectNode key) {
        return '/' + key.get("id").asText();
    }

    private void change(String method, String path, Object body) {
        admin.call(method, COMPONENTS + path, body);
        changed.run();
    }
}
