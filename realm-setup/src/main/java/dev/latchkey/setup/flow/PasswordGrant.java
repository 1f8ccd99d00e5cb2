package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Optional;

import dev.latchkey.setup.Change;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.SignInFlow;
import org.keycloak.Config;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;

/** Keycloak's password grant (direct access grants), which gives tokens by a flow of its own. */
final class PasswordGrant {

    /** Keycloak adds it to every realm, public and with the grant on. */
    static final String CLIENT = Constants.ADMIN_CLI_CLIENT_ID;

    private static final String ON = "on";
    private static final String OFF = "off";
    private static final String OVERRIDE = "direct_grant";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RealmFlows flows;

    PasswordGrant(KeycloakSession session, RealmModel realm, RealmFlows flows) {
        this.session = session;
        this.realm = realm;
        this.flows = flows;
    }

    /** Turns the grant off at Keycloak's own client, where its flow asks for no code. */
    void disable(ChangeLog log) {
        ClientModel client = client();
        if (client != null && givesTokensForThePassword(client)) {
            set(client, false);
            log.add(Feature.EMAIL_CODE, ChangeKind.GRANT_DISABLED, CLIENT, ON, OFF, "Turn off 'Direct access grants' "
                    + "of Keycloak's client '" + CLIENT + "', which gave tokens for the password alone");
            if (Config.getAdminRealm().equals(realm.getName())) {
                log.note("kcadm.sh and other tools sign in by '" + CLIENT + "' with a password: in this realm they now "
                        + "need a client of their own, with a service account");
            }
        }
    }

    /** Keycloak's client as the database has it; null where the realm has none. */
    private ClientModel client() {
        ClientModel client = realm.getClientByClientId(CLIENT);
        CacheRealmProvider cache = session.getProvider(CacheRealmProvider.class);
        if (client == null || cache == null) {
            return client;
        }
        // in a realm that is being changed, Keycloak hands out clients past its cache, which would not see the change
        cache.registerClientInvalidation(client.getId(), CLIENT, realm.getId());
        return realm.getClientById(client.getId());
    }

    /** Names the other clients whose grant asks for no code. */
    void note(ChangeLog log) {
        List<String> clients = realm.getClientsStream().filter(client -> !CLIENT.equals(client.getClientId()))
                .filter(this::givesTokensForThePassword).map(ClientModel::getClientId).sorted().toList();
        if (!clients.isEmpty()) {
            log.note("These clients give tokens for the password alone, as 'Direct access grants' is on and the flow "
                    + "for it asks for no mailed code. Turn it off, or add the step to that flow (docs/apps.md): "
                    + log.clients(clients, clients.size()));
        }
    }

    private boolean givesTokensForThePassword(ClientModel client) {
        return client.isDirectAccessGrantsEnabled() && !client.isBearerOnly()
                && flow(client).filter(flow -> SignInFlow.asksForCodeOfApps(flows.tree(flow))).isEmpty();
    }

    private Optional<AuthenticationFlowModel> flow(ClientModel client) {
        return Optional.ofNullable(client.getAuthenticationFlowBindingOverride(OVERRIDE))
                .filter(flow -> !flow.isEmpty()).map(realm::getAuthenticationFlowById)
                .or(() -> Optional.ofNullable(realm.getDirectGrantFlow()));
    }

    /** Whether setup can have recorded it. */
    static boolean isRecord(Change change) {
        return CLIENT.equals(change.name()) && ON.equals(change.before()) && OFF.equals(change.after());
    }

    /** Turns the grant on again; false where there is nothing to turn on. */
    boolean enable() {
        ClientModel client = client();
        if (client == null || client.isDirectAccessGrantsEnabled()) {
            return false;
        }
        set(client, true);
        return true;
    }

    private static void set(ClientModel client, boolean enabled) {
        client.setDirectAccessGrantsEnabled(enabled);
        client.updateClient();
    }
}
