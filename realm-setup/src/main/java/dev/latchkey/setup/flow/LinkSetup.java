package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowRules;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.SignInFlow;
import dev.latchkey.setup.SignInFlow.Kind;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The mailed code where an identity is linked to an account by the account's password: Keycloak's first broker login
 * flow signs in without the browser flow. A flow that is not known stays, and is named.
 */
final class LinkSetup {

    /** Keycloak's step that links an identity to the account which has its address. */
    private static final String LINKS_ALONE = "idp-auto-link";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RealmFlows flows;
    private final OwnFlow own;
    private final ChangeLog log;

    LinkSetup(KeycloakSession session, RealmModel realm, RealmFlows flows, OwnFlow own, ChangeLog log) {
        this.session = session;
        this.realm = realm;
        this.flows = flows;
        this.own = own;
        this.log = log;
    }

    void apply() {
        AuthenticationFlowModel bound = realm.getFirstBrokerLoginFlow();
        if (bound != null && isExtensible(flows.tree(bound))) {
            new FactorEditor(flows, log, Feature.EMAIL_CODE, own.editable(Feature.EMAIL_CODE,
                    Binding.FIRST_BROKER_LOGIN)).addCode(SignInFlow::ofLinks);
        }
        note();
    }

    private static boolean isExtensible(FlowTree flow) {
        try {
            FlowRules.check(flow);
        } catch (SetupRefusedException e) {
            return false;
        }
        return SignInFlow.ofLinks(flow)
                .filter(shape -> shape.kind() == Kind.KEYCLOAKS || shape.kind() == Kind.PASSWORD_ALONE).isPresent();
    }

    /** Names the identity providers that link, and sign in, by less than password and code. */
    private void note() {
        name(flow -> flows.tree(flow).has(LINKS_ALONE), "links an identity to the account of its address without a "
                + "question, and signs in. Whether that address is the user's is up to the provider. Select another "
                + "one as their 'First login flow override', or remove the step '" + LINKS_ALONE + "'");
        name(this::linksByThePasswordAlone, "links an identity to an account, and signs in, by the account's password "
                + "without a mailed code. Select another one as their 'First login flow override', or add the step "
                + "'Latchkey e-mail code' behind the password");
    }

    private void name(Predicate<AuthenticationFlowModel> which, String what) {
        Map<String, List<String>> providers = session.identityProviders().getAllStream()
                .filter(IdentityProviderModel::isEnabled)
                .filter(provider -> flow(provider).filter(which).isPresent())
                .collect(Collectors.groupingBy(provider -> flow(provider).orElseThrow().getAlias(), TreeMap::new,
                        Collectors.mapping(IdentityProviderModel::getAlias, Collectors.toList())));
        providers.forEach((flow, aliases) -> log.note("The first login flow '" + flow + "' of these identity providers "
                + what + ": " + log.identityProviders(aliases.stream().sorted().toList())));
    }

    private Optional<AuthenticationFlowModel> flow(IdentityProviderModel provider) {
        return Optional.ofNullable(provider.getFirstBrokerLoginFlowId()).filter(id -> !id.isEmpty())
                .map(realm::getAuthenticationFlowById)
                .or(() -> Optional.ofNullable(realm.getFirstBrokerLoginFlow()));
    }

    private boolean linksByThePasswordAlone(AuthenticationFlowModel flow) {
        return !SignInFlow.asksForCodeOfLinks(flows.tree(flow));
    }
}
