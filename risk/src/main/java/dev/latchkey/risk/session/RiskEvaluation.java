package dev.latchkey.risk.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.meter.Spans;
import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.ObservedSignIn;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.RiskResult;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.provider.SignInCounts;
import dev.latchkey.risk.settings.RealmRisk;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.RecordedRisk;
import dev.latchkey.signin.filter.PassiveRequest;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.common.util.Time;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * The risk of one authentication: evaluated once, recorded for its account, and written to the event of each request
 * that goes on with it. What fails is a medium risk, and never an error page.
 */
public final class RiskEvaluation {

    private static final Logger LOG = Logger.getLogger(RiskEvaluation.class);
    /** Most reasons that an event names. */
    private static final int MOST_REASONS = 5;
    /** All features and signals together. */
    private static final int MOST_RECORDED = 16;
    /** Another author's provider may give any text. */
    private static final Pattern REASON = Pattern.compile("[a-z0-9-]{1,40}");

    private RiskEvaluation() {
    }

    /**
     * @param context a step of a flow that has a user
     * @return the authentication's risk, by its record where there is one
     */
    public static RecordedRisk of(AuthenticationFlowContext context) {
        UserModel user = context.getUser();
        Optional<RecordedRisk> recorded = RecordedRisk.of(context.getAuthenticationSession(), user.getId());
        RecordedRisk risk = recorded.orElseGet(() -> evaluated(context, user));
        write(risk, context.getEvent());
        return risk;
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
        Optional<ObservedSignIn> observed = Optional.empty();
        RiskResult result = RiskResult.UNKNOWN;
        try {
            RealmRisk risk = RealmRisk.of(context.getRealm());
            observed = Optional.of(RequestFeatures.of(context.getSession(),
                    AccountSignals.of(context.getSession(), context.getRealm(), user, risk)));
            result = Objects.requireNonNull(result(context, user, observed.get(), risk), "no result");
        } catch (RuntimeException e) {
            LOG.errorf(e, "Realm %s: the risk of a sign-in could not be evaluated, and is taken for medium",
                    context.getRealm().getName());
        }
        RecordedRisk all = new RecordedRisk(result.level().id(), result.score(),
                result.reasons().stream().map(RiskReason::id).filter(REASON.asMatchPredicate()).toList());
        RecordedRisk risk = new RecordedRisk(all.level(), all.score(), all.reasons(MOST_RECORDED));
        if (!PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            CurrentTab.keep(context.getSession(), context.getAuthenticationSession());
            risk.keep(context.getAuthenticationSession(), user.getId());
            ObservedNote.keep(context.getAuthenticationSession(), user.getId(), observed);
            count(context.getRealm().getName(), result.level(), risk.reasons());
            SignInCounts.of(context.getSession()).count(context.getRealm(), DailyRisk.of(Time.currentTimeMillis(),
                    context.getAuthenticationSession().getClient().getId(), risk, new DailyRisk.Counts(1, 0, 0)));
        }
        return risk;
    }

    private static RiskResult result(AuthenticationFlowContext context, UserModel user, ObservedSignIn observed,
            RealmRisk risk) {
        KeycloakSession session = context.getSession();
        return Spans.in(session, RiskEvaluation.class, "evaluate", () -> RiskProvider.of(session)
                .evaluate(context.getRealm(), user.getId(), observed, risk.policy()));
    }

    private static void count(String realm, RiskLevel level, List<String> reasons) {
        Meters.count(Meter.RISK_LEVELS, realm, level);
        Meters.countReason(Meter.RISK_REASONS, realm, reasons.isEmpty() ? "none" : reasons.get(0));
    }

    /**
     * Writes a risk to an event: level, score and weightiest reasons.
     *
     * @param risk  the risk
     * @param event the event
     */
    public static void write(RecordedRisk risk, EventBuilder event) {
        event.detail(EventDetails.RISK_LEVEL, risk.level());
        event.detail(EventDetails.RISK_SCORE, Integer.toString(risk.score()));
        if (!risk.reasons().isEmpty()) {
            event.detail(EventDetails.RISK_REASONS, String.join(",", risk.reasons(MOST_REASONS)));
        }
    }
}
