package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.SetupRefusedException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/** The client scopes by which clients use a feature. */
final class AppScopes {

    /** The mapper's setting that names a flow. */
    static final String FLOW = "flow";

    private final RealmModel realm;
    private final ChangeLog log;

    AppScopes(RealmModel realm, ChangeLog log) {
        this.realm = realm;
        this.log = log;
    }

    static Optional<ClientScopeModel> find(RealmModel realm, String name) {
        return Optional.ofNullable(KeycloakModelUtils.getClientScopeByName(realm, name));
    }

    static boolean isPresent(RealmModel realm, String name, String mapper) {
        return find(realm, name).filter(scope -> hasMapper(scope, mapper)).isPresent();
    }

    private static boolean hasMapper(ClientScopeModel scope, String mapper) {
        return scope.getProtocolMappersStream().anyMatch(known -> mapper.equals(known.getProtocolMapper()));
    }

    /** Whether the scope is to be created. */
    boolean isMissing(String name, String mapper) {
        Optional<ClientScopeModel> scope = find(realm, name);
        if (scope.isPresent() && !hasMapper(scope.get(), mapper)) {
            throw new SetupRefusedException("The client scope '" + name + "' exists, and has no mapper of Latchkey. "
                    + "Rename it, or add the mapper by hand");
        }
        return scope.isEmpty();
    }

    void create(Feature feature, ScopePlan plan, String flow) {
        ClientScopeModel scope = realm.addClientScope(plan.name());
        scope.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        scope.setDescription(plan.description());
        plan.attributes().forEach(scope::setAttribute);
        ProtocolMapperModel mapper = new ProtocolMapperModel();
        mapper.setName(plan.mapperName());
        mapper.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        mapper.setProtocolMapper(plan.mapper());
        mapper.setConfig(new HashMap<>(Map.of(FLOW, flow)));
        scope.addProtocolMapper(mapper);
        log.add(feature, ChangeKind.SCOPE_CREATED, plan.name(), null, digest(scope),
                "Create the client scope '" + plan.name() + "' with the mapper '" + plan.mapperName()
                        + "', which names the flow '" + flow + '\'');
    }

    void assign(Feature feature, ScopePlan plan, List<ClientModel> clients) {
        ClientScopeModel scope = find(realm, plan.name()).orElseThrow();
        for (ClientModel client : clients) {
            if (!holds(client, scope)) {
                client.addClientScope(scope, plan.assignedByDefault());
                log.add(feature, ChangeKind.SCOPE_ASSIGNED, plan.name(), null, client.getClientId(),
                        "Assign the client scope '" + plan.name() + "' to the client '" + client.getClientId() + "', "
                                + (plan.assignedByDefault() ? "as Default" : "as Optional"));
            }
        }
        if (clients.isEmpty() && holders(realm, scope).findAny().isEmpty()) {
            log.note("No client has the client scope '" + plan.name() + "' yet. Name your app in 'clients'");
        }
    }

    static boolean holds(ClientModel client, ClientScopeModel scope) {
        return Stream.of(true, false).anyMatch(byDefault ->
                client.getClientScopes(byDefault).containsKey(scope.getName()));
    }

    static Stream<ClientModel> holders(RealmModel realm, ClientScopeModel scope) {
        return realm.getClientsStream().filter(client -> holds(client, scope));
    }

    /** A hash of all that an administrator can change in a client scope. */
    static String digest(ClientScopeModel scope) {
        List<Object> all = new ArrayList<>(List.of(scope.getName(), String.valueOf(scope.getDescription()),
                String.valueOf(scope.getProtocol()), new TreeMap<>(scope.getAttributes())));
        scope.getProtocolMappersStream()
                .map(mapper -> List.<Object>of(mapper.getName(), mapper.getProtocolMapper(),
                        new TreeMap<>(mapper.getConfig())))
                .sorted(Comparator.comparing(Object::toString)).forEach(all::add);
        return Digest.of(all);
    }

    /**
     * A client scope of Latchkey.
     *
     * @param name              of the scope
     * @param description       what the console shows
     * @param attributes        of the scope
     * @param mapper            id of its mapper
     * @param mapperName        what the console shows
     * @param assignedByDefault whether clients get it as default, else as optional scope
     */
    record ScopePlan(String name, String description, Map<String, String> attributes, String mapper, String mapperName,
            boolean assignedByDefault) {
    }
}
