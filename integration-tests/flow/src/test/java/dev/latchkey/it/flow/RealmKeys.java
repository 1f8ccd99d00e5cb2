package dev.latchkey.it.flow;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.ws.rs.core.Response;
import org.keycloak.admin.client.resource.ComponentsResource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.keys.KeyProvider;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** A realm's HS512 keys, as an admin rotates them in the console. */
final class RealmKeys {

    private static final String HMAC = "hmac-generated";
    private static final AtomicInteger PRIORITY = new AtomicInteger(200);

    private final ManagedRealm realm;

    RealmKeys(ManagedRealm realm) {
        this.realm = realm;
    }

    /** Adds a key that signs from now on, and makes all others passive; returns the ids of the passive ones. */
    List<String> rotate() {
        List<String> before = all();
        add();
        before.forEach(id -> set(id, "active"));
        return before;
    }

    /** Adds a key that signs from now on; the others stay active. */
    void add() {
        ComponentRepresentation key = new ComponentRepresentation();
        key.setName("hs512-" + PRIORITY.incrementAndGet());
        key.setProviderId(HMAC);
        key.setProviderType(KeyProvider.class.getName());
        key.setConfig(new MultivaluedHashMap<>());
        key.getConfig().putSingle("algorithm", "HS512");
        key.getConfig().putSingle("priority", String.valueOf(PRIORITY.get()));
        try (Response created = components().add(key)) {
            ApiUtil.getCreatedId(created);
        }
    }

    void remove(List<String> ids) {
        ids.forEach(id -> components().component(id).remove());
    }

    private List<String> all() {
        return components().query(realm.getId(), KeyProvider.class.getName()).stream()
                .filter(key -> key.getProviderId().equals(HMAC)
                        && "HS512".equals(key.getConfig().getFirst("algorithm")))
                .map(ComponentRepresentation::getId).toList();
    }

    private void set(String id, String switchedOff) {
        ComponentRepresentation key = components().component(id).toRepresentation();
        key.getConfig().putSingle(switchedOff, "false");
        components().component(id).update(key);
    }

    private ComponentsResource components() {
        return realm.admin().components();
    }
}
