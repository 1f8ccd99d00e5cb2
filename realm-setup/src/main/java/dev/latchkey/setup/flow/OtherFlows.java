package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** Ways to sign in that the realm's browser flow has no say in: setup leaves them, and says so. */
final class OtherFlows {

    private static final String BROWSER = "browser";
    private static final String DIRECT_GRANT = "direct_grant";
    /** Where Keycloak stores the executors of client policies. */
    private static final String PROFILES = "client-policies.profiles";
    /** Keycloak's executor that selects another flow. */
    private static final String SELECTS_FLOW = "auth-flow-enforcer";
    private static final int NAMED_CLIENTS = 5;

    private final RealmModel realm;

    OtherFlows(RealmModel realm) {
        this.realm = realm;
    }

    void note(ChangeLog log) {
        String bound = Optional.ofNullable(realm.getBrowserFlow()).map(AuthenticationFlowModel::getId).orElse("");
        List<String> clients = realm.getClientsStream()
                .filter(client -> Optional.ofNullable(client.getAuthenticationFlowBindingOverride(BROWSER))
                        .filter(flow -> !flow.equals(bound)).isPresent())
                .map(ClientModel::getClientId).sorted().toList();
        if (!clients.isEmpty()) {
            log.note("Clients with a browser flow of their own are left as they are: "
                    + log.clients(clients, NAMED_CLIENTS));
        }
        if (profiles().contains(SELECTS_FLOW)) {
            log.note("Client policies of this realm select other flows (executor " + SELECTS_FLOW + "). They are left "
                    + "as they are");
        }
    }

    /** The flows by which a client may get tokens without a browser. */
    Stream<AuthenticationFlowModel> directGrant(List<ClientModel> clients) {
        return Stream.concat(Stream.ofNullable(realm.getDirectGrantFlow()), clients.stream()
                .map(client -> client.getAuthenticationFlowBindingOverride(DIRECT_GRANT))
                .filter(flow -> flow != null && !flow.isEmpty()).map(realm::getAuthenticationFlowById)
                .filter(flow -> flow != null));
    }

    /** Whether a client policy selects that flow. */
    boolean isSelected(AuthenticationFlowModel flow) {
        return profiles().contains(SELECTS_FLOW) && profiles().contains('"' + flow.getAlias() + '"');
    }

    private String profiles() {
        return Optional.ofNullable(realm.getAttribute(PROFILES)).orElse("");
    }
}
