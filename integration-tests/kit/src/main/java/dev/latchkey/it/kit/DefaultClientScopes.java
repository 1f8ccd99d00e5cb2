package dev.latchkey.it.kit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The client scopes of Keycloak's own. Keycloak before 26.6 leaves them out of a realm whose file has scopes of its
 * own, since it does not know the attribute {@code CreateDefaultClientScopes}: tokens have no subject, roles or
 * audience then.
 */
final class DefaultClientScopes {

    private static final List<String> KINDS = List.of("default", "optional");

    private final Admin complete;
    private final Admin realm;

    /**
     * @param complete a realm that has them
     * @param realm    a realm that may lack some
     */
    DefaultClientScopes(Admin complete, Admin realm) {
        this.complete = complete;
        this.realm = realm;
    }

    /** Copies the scopes of OpenID Connect that the realm lacks, and gives its clients those that are a default. */
    void copy() {
        Map<String, String> present = ids();
        for (JsonNode scope : complete.call("GET", "/client-scopes", null)) {
            if (!present.containsKey(scope.get("name").asText()) && isOpenIdConnect(scope)) {
                realm.call("POST", "/client-scopes", withoutIds((ObjectNode) scope));
            }
        }
        Map<String, String> added = ids();
        added.keySet().removeAll(present.keySet());
        JsonNode clients = realm.call("GET", "/clients", null);
        for (String kind : KINDS) {
            for (JsonNode scope : complete.call("GET", "/default-" + kind + "-client-scopes", null)) {
                String id = added.get(scope.get("name").asText());
                if (id != null) {
                    realm.call("PUT", "/default-" + kind + "-client-scopes/" + id, null);
                    clients.forEach(client -> assign(client, kind, id));
                }
            }
        }
    }

    private void assign(JsonNode client, String kind, String scope) {
        if (isOpenIdConnect(client)) {
            realm.call("PUT", "/clients/" + client.get("id").asText() + "/" + kind + "-client-scopes/" + scope, null);
        }
    }

    private Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        realm.call("GET", "/client-scopes", null)
                .forEach(scope -> ids.put(scope.get("name").asText(), scope.get("id").asText()));
        return ids;
    }

    private static boolean isOpenIdConnect(JsonNode owner) {
        return owner.path("protocol").asText().equals("openid-connect");
    }

    private static ObjectNode withoutIds(ObjectNode scope) {
        scope.path("protocolMappers").forEach(mapper -> ((ObjectNode) mapper).remove("id"));
        return scope.without("id");
    }
}
