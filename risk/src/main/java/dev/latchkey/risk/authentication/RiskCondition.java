package dev.latchkey.risk.authentication;

import java.util.Arrays;
import java.util.Map;

import dev.latchkey.common.proof.RecordedRisk;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.session.RiskEvaluation;
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
    /** Where none is configured, or one that does not exist. */
    static final RiskLevel DEFAULT_LEVEL = RiskLevel.MEDIUM;

    @Override
    public boolean matchCondition(AuthenticationFlowContext context) {
        AuthenticatorConfigModel configured = context.getAuthenticatorConfig();
        Map<String, String> config =
                configured == null || configured.getConfig() == null ? Map.of() : configured.getConfig();
        // before the user is known nothing is: what the condition guards is asked
        return context.getUser() == null || matches(RiskEvaluation.of(context), config);
    }

    /** Negated, it is true of a risk that could not be evaluated, too: what it guards is asked, never left out. */
    static boolean matches(RecordedRisk risk, Map<String, String> config) {
        boolean reached = RiskLevel.of(risk.level()).atLeast(level(config.get(LEVEL)));
        return Boolean.parseBoolean(config.get(NEGATE))
                ? !reached || risk.reasons().contains(RecordedRisk.UNKNOWN)
                : reached;
    }

    private static RiskLevel level(String id) {
        return Arrays.stream(RiskLevel.values()).filter(level -> level.id().equals(id)).findAny()
                .orElse(DEFAULT_LEVEL);
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
