package dev.latchkey.risk.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.meter.Spans;
import dev.latchkey.common.proof.PassiveRequest;
import dev.latchkey.common.proof.RecordedRisk;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.RiskResult;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.settings.RealmRisk;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The risk of one authentication: evaluated once, recorded for its account, and written to the event of each request
 * that goes on with it. What fails is a medium risk, and never an error page.
 */
public final class RiskEvaluation {

    private static final Logger LOG = Logger.getLogger(RiskEvaluation.class);
    /** Most reasons that an event names: all features and signals together are not many more. */
    private static final int MOST_REASONS = 5;
    /** Another author's provider may give any text. */
    private static final Pattern REASON = Pattern.compile("[a-z0-9-]{1,40}");

    private RiskEvaluation() {
    }

    /**
     * @param context a step of a flow that has a user
     * @return the level of the authentication's risk, by its record where there is one
     */
    public static RiskLevel of(AuthenticationFlowContext context) {
        UserModel user = context.getUser();
        Optional<RecordedRisk> recorded = RecordedRisk.of(context.getAuthenticationSession(), user.getId());
        RecordedRisk risk = recorded.orElseGet(() -> evaluated(context, user));
        write(risk, context.getEvent());
        return level(risk);
    }

    /**
     * Writes what is recorded of an authentication, if anything is, to the event of its present request.
     *
     * @param context a step of a flow
     */
    public static void report(AuthenticationFlowContext context) {
        if (context.getUser() != null) {
            RecordedRisk.of(context.getAuthenticationSession(), context.getUser().getId())
                    .ifPresent(risk -> write(risk, context.getEvent()));
        }
    }

    private static RecordedRisk evaluated(AuthenticationFlowContext context, UserModel user) {
        RiskResult result = result(context, user);
        RecordedRisk risk = new RecordedRisk(result.level().id(), result.score(),
                result.reasons().stream().map(RiskReason::id).filter(REASON.asMatchPredicate()).limit(MOST_REASONS)
                        .toList());
        if (!PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            risk.keep(context.getAuthenticationSession(), user.getId());
            count(context.getRealm().getName(), result.level(), risk.reasons());
        }
        return risk;
    }

    private static RiskResult result(AuthenticationFlowContext context, UserModel user) {
        KeycloakSession session = context.getSession();
        try {
            RealmRisk risk = RealmRisk.of(context.getRealm());
            return Spans.in(session, RiskEvaluation.class, "evaluate", () -> RiskProvider.of(session).evaluate(
                    context.getRealm(), user.getId(), RequestFeatures.of(session,
                            AccountSignals.of(session, context.getRealm(), user, risk)), risk.policy()));
        } catch (RuntimeException e) {
            LOG.errorf(e, "Realm %s: the risk of a sign-in could not be evaluated, and is taken for medium",
                    context.getRealm().getName());
            return RiskResult.UNKNOWN;
        }
    }

    private static void count(String realm, RiskLevel level, List<String> reasons) {
        Meters.count(Meter.RISK_LEVELS, realm, level);
        Meters.countReason(Meter.RISK_REASONS, realm, reasons.isEmpty() ? "none" : reasons.get(0));
    }

    private static void write(RecordedRisk risk, EventBuilder event) {
        event.detail(EventDetails.RISK_LEVEL, risk.level());
        event.detail(EventDetails.RISK_SCORE, Integer.toString(risk.score()));
        List<String> reasons = risk.reasons();
        if (!reasons.isEmpty()) {
            event.detail(EventDetails.RISK_REASONS, String.join(",", reasons));
        }
    }

    private static RiskLevel level(RecordedRisk risk) {
        return RiskLevel.valueOf(risk.level().toUpperCase(Locale.ROOT));
    }
}
