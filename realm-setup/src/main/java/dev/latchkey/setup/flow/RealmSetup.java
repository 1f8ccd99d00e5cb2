package dev.latchkey.setup.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.setup.Change;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SecondFactorPlace;
import dev.latchkey.setup.SetupAnswer;
import dev.latchkey.setup.SetupRecord;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.SetupRequest;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * Adds features to a realm, in the transaction of its session. A dry run does the same, and its caller rolls the
 * transaction back: what it answers is what would be changed.
 */
public final class RealmSetup {

    private static final String BROWSER_OVERRIDE = "browser";
    private static final int NAMED_CLIENTS = 5;

    private final RealmModel realm;
    private final RealmFlows flows;
    private final SetupRecord record;
    private final ChangeLog log = new ChangeLog();
    private final OwnFlow own;

    /**
     * @param session whose transaction to use
     * @param realm   the realm
     * @throws SetupRefusedException if the realm's record cannot be read
     */
    public RealmSetup(KeycloakSession session, RealmModel realm) {
        this.realm = realm;
        this.flows = new RealmFlows(session, realm);
        this.record = SetupRecord.parse(realm.getAttribute(SetupRecord.ATTRIBUTE));
        this.own = new OwnFlow(realm, flows, record, log);
    }

    /**
     * Adds what is not there yet.
     *
     * @param request what to add
     * @return what was changed; no change where all of it was there
     * @throws SetupRefusedException if something cannot be added safely; the transaction has to be rolled back
     */
    public SetupAnswer apply(SetupRequest request) {
        if (realm.getSmtpConfig().isEmpty() && request.features().stream().anyMatch(Feature::mails)) {
            throw new SetupRefusedException("The realm has no mail server, and codes could not be mailed. Set up Realm "
                    + "settings, Email first");
        }
        List<ClientModel> clients = request.clients().stream().map(this::client).toList();
        Map<String, String> untouched = untouched();
        for (Feature feature : request.features()) {
            apply(feature, clients);
        }
        if (!log.changes().isEmpty()) {
            realm.setAttribute(SetupRecord.ATTRIBUTE, recorded(untouched).text());
        }
        return new SetupAnswer(request.dryRun(), log.changes(), List.of(), log.notes());
    }

    private void apply(Feature feature, List<ClientModel> clients) {
        switch (feature) {
            case EMAIL_CODE -> emailCode();
            case SIGN_UP -> new SignUpSetup(realm, flows, own, log).apply();
            case RESET -> new ResetSetup(realm, flows, own, log).apply();
            case NATIVE_API -> new AppSetup(realm, flows, own, log).nativeApi(clients);
            case SECRET_CODES -> new AppSetup(realm, flows, own, log).secretCodes(clients);
            case TRUSTED_DEVICES -> trustedDevices();
        }
    }

    private ClientModel client(String clientId) {
        ClientModel client = realm.getClientByClientId(clientId);
        if (client == null || !OIDCLoginProtocol.LOGIN_PROTOCOL.equals(client.getProtocol()) || client.isBearerOnly()) {
            throw new SetupRefusedException("The realm has no client '" + clientId + "' of OpenID Connect that signs "
                    + "users in");
        }
        return client;
    }

    private FlowTree browser() {
        return flows.tree(own.bound(Binding.BROWSER));
    }

    private void emailCode() {
        if (!browser().has(SecondFactorPlace.EMAIL_CODE)) {
            SecondFactorPlace.in(browser());
            new FactorEditor(flows, log, Feature.EMAIL_CODE, own.editable(Feature.EMAIL_CODE, Binding.BROWSER))
                    .addCode();
        }
        log.note("A user without an e-mail address cannot pass the mailed code: the page shows an error, never skips "
                + "the step");
        overrides();
    }

    private void trustedDevices() {
        FlowTree browser = browser();
        if (!AppSetup.hasTrust(browser)) {
            if (browser.has(SecondFactorPlace.UNTRUSTED_DEVICE) || browser.has(SecondFactorPlace.TRUST_DEVICE)) {
                throw new SetupRefusedException("The flow '" + browser.alias() + "' has one of the two steps for "
                        + "trusted devices. Add the other one by hand");
            }
            SecondFactorPlace.in(browser);
            new FactorEditor(flows, log, Feature.TRUSTED_DEVICES,
                    own.editable(Feature.TRUSTED_DEVICES, Binding.BROWSER)).addTrust();
        }
        new AppSetup(realm, flows, own, log).trustInApps();
        overrides();
    }

    private void overrides() {
        List<String> clients = realm.getClientsStream()
                .filter(client -> client.getAuthenticationFlowBindingOverride(BROWSER_OVERRIDE) != null)
                .map(ClientModel::getClientId).sorted().limit(NAMED_CLIENTS).toList();
        if (!clients.isEmpty()) {
            log.note("Clients with a browser flow of their own are left as they are: " + String.join(", ", clients));
        }
    }

    /** The flows of setup that no administrator has changed since, by their alias. */
    private Map<String, String> untouched() {
        Map<String, String> digests = new TreeMap<>();
        record.changes().stream().filter(change -> change.kind() == ChangeKind.FLOW_CREATED).forEach(change -> {
            AuthenticationFlowModel flow = realm.getFlowByAlias(change.name());
            if (flow != null && flows.digest(flow).equals(change.after())) {
                digests.put(change.name(), change.after());
            }
        });
        return digests;
    }

    /** The record with digests of the flows as they are now, except of those that an administrator has changed. */
    private SetupRecord recorded(Map<String, String> untouched) {
        List<Change> all = new ArrayList<>();
        for (Change change : record.and(log.changes()).changes()) {
            boolean own = change.kind() == ChangeKind.FLOW_CREATED
                    && (change.after() == null || untouched.containsKey(change.name()));
            all.add(own ? change.withAfter(flows.digest(realm.getFlowByAlias(change.name()))) : change);
        }
        return new SetupRecord(all);
    }

    /**
     * Tells what a realm has.
     *
     * @return each feature, with whether it is there and whether setup has added it
     */
    public Map<String, State> state() {
        Map<String, State> states = new TreeMap<>();
        for (Feature feature : Feature.values()) {
            states.put(feature.id(), new State(isPresent(feature), isBySetup(feature)));
        }
        return states;
    }

    private boolean isBySetup(Feature feature) {
        // steps that were added to a flow of setup have no record of their own
        return record.changes().stream().anyMatch(change -> feature.id().equals(change.feature()))
                || feature == Feature.TRUSTED_DEVICES && isPresent(feature) && own.isOwn(own.bound(Binding.BROWSER));
    }

    private boolean isPresent(Feature feature) {
        return switch (feature) {
            case EMAIL_CODE -> browser().has(SecondFactorPlace.EMAIL_CODE);
            case TRUSTED_DEVICES -> AppSetup.hasTrust(browser());
            case SIGN_UP -> SignUpSetup.isPresent(flows.tree(own.bound(Binding.REGISTRATION)))
                    && new VerifyAction(realm).isEnabled();
            case RESET -> ResetSetup.isPresent(flows.tree(own.bound(Binding.RESET_CREDENTIALS)));
            case NATIVE_API -> AppScopes.isPresent(realm, AppSetup.NATIVE.name(), AppSetup.NATIVE.mapper());
            case SECRET_CODES -> AppScopes.isPresent(realm, AppSetup.SECRET_CODE.name(), AppSetup.SECRET_CODE.mapper());
        };
    }

    /**
     * What a realm has of a feature.
     *
     * @param present whether it is there, added by setup or by hand
     * @param bySetup whether setup has recorded changes for it
     */
    public record State(boolean present, @JsonProperty("by_setup") boolean bySetup) {
    }
}
