package dev.latchkey.secretcode.grant;

import java.util.Optional;

import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.authentication.SecretCodeAuthenticatorFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** The authentication flow that a redemption runs. Every step that an administrator adds to it applies. */
public final class RedemptionFlow {

    private static final String BASIC_FLOW = "basic-flow";
    private static final int FIRST = 10;

    private RedemptionFlow() {
    }

    static Optional<AuthenticationFlowModel> find(RealmModel realm, SecretCodePolicy policy) {
        return Optional.ofNullable(realm.getFlowByAlias(policy.flow())).filter(AuthenticationFlowModel::isTopLevel);
    }

    /**
     * Creates the default flow, which consists of the secret-code step alone, when the realm does not have it.
     *
     * @param realm the realm
     */
    public static void ensureDefault(RealmModel realm) {
        if (realm.getFlowByAlias(SecretCodePolicy.DEFAULT_FLOW) != null) {
            return;
        }
        AuthenticationFlowModel flow = new AuthenticationFlowModel();
        flow.setAlias(SecretCodePolicy.DEFAULT_FLOW);
        flow.setDescription("What an app's secret code has to pass before it is exchanged for tokens");
        flow.setProviderId(BASIC_FLOW);
        flow.setTopLevel(true);
        flow.setBuiltIn(false);
        AuthenticationFlowModel added = realm.addAuthenticationFlow(flow);

        AuthenticationExecutionModel step = new AuthenticationExecutionModel();
        step.setParentFlow(added.getId());
        step.setAuthenticator(SecretCodeAuthenticatorFactory.ID);
        step.setRequirement(AuthenticationExecutionModel.Requirement.REQUIRED);
        step.setPriority(FIRST);
        step.setAuthenticatorFlow(false);
        realm.addAuthenticatorExecution(step);
    }
}
