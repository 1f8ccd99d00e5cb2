package dev.latchkey.risk.authentication;

import java.util.Map;

import dev.latchkey.risk.RiskThreshold;
import dev.latchkey.risk.session.RiskEvaluation;
import dev.latchkey.signin.RecordedRisk;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.conditional.ConditionalAuthenticator;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The flow condition: true when the sign-in's risk is at least of the configured level; or the contrary. */
final class RiskCondition implements ConditionalAuthenticator {

    /** Configuration key of the level. */
    static final String LEVEL = "level";
    /** Configuration key of Keycloak's own conditions. */
    static final String NEGATE = "negate";

    @Override
    public boolean matchCondition(AuthenticationFlowContext context) {
        AuthenticatorConfigModel configured = context.getAuthenticatorConfig();
        Map<String, String> config =
                configured == null || configured.getConfig() == null ? Map.of() : configured.getConfig();
        // before the user is known nothing is: what the condition guards is asked
        return context.getUser() == null || matches(RiskEvaluation.of(context), config);
    }

    static boolean matches(RecordedRisk risk, Map<String, String> config) {
        return RiskThreshold.of(config.get(LEVEL), Boolean.parseBoolean(config.get(NEGATE))).asks(risk);
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // a condition has no form
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // nothing to set up
    }

    @Override
    public void close() {
        // nothing is held
    }
}
