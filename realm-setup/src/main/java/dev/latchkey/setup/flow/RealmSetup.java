package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupAnswer;
import dev.latchkey.setup.SetupRecord;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.SetupRequest;
import dev.latchkey.setup.SignInFlow;
import dev.latchkey.setup.SignInFlow.Kind;
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

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RealmFlows flows;
    private final SetupRecord record;
    private final ChangeLog log;
    private final OwnFlow own;
    private final AppSetup apps;

    /**
     * @param session whose transaction to use
     * @param realm   the realm
     * @throws SetupRefusedException if the realm's record cannot be read
     */
    public RealmSetup(KeycloakSession session, RealmModel realm) {
        this(session, realm, Visible.NOTHING);
    }

    /**
     * @param session whose transaction to use
     * @param realm   the realm
     * @param visible which names notes may tell
     * @throws SetupRefusedException if the realm's record cannot be read
     */
    public RealmSetup(KeycloakSession session, RealmModel realm, Visible visible) {
        this.session = session;
        this.realm = realm;
        this.log = new ChangeLog(visible);
        this.flows = new RealmFlows(session, realm);
        this.record = SetupRecord.parse(realm.getAttribute(SetupRecord.ATTRIBUTE));
        this.own = new OwnFlow(realm, flows, record, log);
        this.apps = new AppSetup(realm, flows, own, log);
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
        for (Feature feature : request.features()) {
            apply(feature, clients);
        }
        if (!log.changes().isEmpty()) {
            realm.setAttribute(SetupRecord.ATTRIBUTE, own.recorded().text());
        }
        return new SetupAnswer(request.dryRun(), log.changes(), List.of(), log.notes());
    }

    private void apply(Feature feature, List<ClientModel> clients) {
        switch (feature) {
            case EMAIL_CODE -> emailCode();
            case SIGN_UP -> new SignUpSetup(realm, flows, own, log).apply();
            case RESET -> new ResetSetup(realm, flows, own, log).apply();
            case NATIVE_API -> apps.nativeApi(clients);
            case SECRET_CODES -> apps.secretCodes(clients);
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

    private SignInFlow known() {
        FlowTree browser = browser();
        return SignInFlow.ofBrowser(browser).orElseThrow(() -> SignInFlow.refused(browser));
    }

    private void emailCode() {
        if (!known().asksForCode()) {
            new FactorEditor(flows, log, Feature.EMAIL_CODE, own.editable(Feature.EMAIL_CODE, Binding.BROWSER))
                    .addCode(SignInFlow::ofBrowser);
        }
        new LinkSetup(session, realm, flows, own, log).apply();
        log.note("A user without an e-mail address cannot pass the mailed code: the page shows an error, never skips "
                + "the step");
        new PasswordGrant(session, realm, flows).disable(log);
        noteOtherWays();
    }

    private void trustedDevices() {
        SignInFlow shape = known();
        AuthenticationFlowModel bound = own.bound(Binding.BROWSER);
        if (!shape.asksForCode()) {
            throw new SetupRefusedException("The flow '" + bound.getAlias() + "' asks not every user for a second "
                    + "factor that a trusted device could skip. Add " + Feature.EMAIL_CODE.id() + " as well");
        }
        if (shape.kind() == Kind.CODE) {
            if (!own.isOwn(bound)) {
                throw new SetupRefusedException("The flow '" + bound.getAlias() + "' was not made by setup, or has "
                        + "been changed since. Add the steps for trusted devices by hand");
            }
            new FactorEditor(flows, log, Feature.TRUSTED_DEVICES, bound).addTrust(shape);
        }
        apps.trustInApps();
        noteOtherWays();
    }

    private void noteOtherWays() {
        new OtherFlows(realm).note(log);
        new PasswordGrant(session, realm, flows).note(log);
    }

    /**
     * Tells what a realm has.
     *
     * @return each feature, with whether it is there in a way that is known to be safe, and whether setup has added it
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
            case EMAIL_CODE -> SignInFlow.ofBrowser(browser()).filter(SignInFlow::asksForCode).isPresent();
            case TRUSTED_DEVICES -> AppSetup.hasTrust(browser());
            case SIGN_UP -> SignUpSetup.isPresent(flows.tree(own.bound(Binding.REGISTRATION)))
                    && new VerifyAction(realm).isEnabled();
            case RESET -> ResetSetup.isPresent(flows.tree(own.bound(Binding.RESET_CREDENTIALS)));
            case NATIVE_API -> apps.isNativePresent();
            case SECRET_CODES -> AppScopes.isPresent(realm, AppSetup.SECRET_CODE.name(), AppSetup.SECRET_CODE.mapper());
        };
    }

    /**
     * What a realm has of a feature.
     *
     * @param present whether it is there, added by setup or by hand, in a flow whose shape setup knows
     * @param bySetup whether setup has recorded changes for it
     */
    public record State(boolean present, @JsonProperty("by_setup") boolean bySetup) {
    }
}
