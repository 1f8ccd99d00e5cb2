package dev.latchkey.risk.delivery;

import java.util.Map;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.risk.DailyRisk;
import dev.latchkey.risk.RememberedSignIns;
import dev.latchkey.risk.RiskLevel;
import dev.latchkey.risk.RiskReason;
import dev.latchkey.risk.provider.SignInCounts;
import dev.latchkey.risk.session.ObservedNote;
import dev.latchkey.risk.session.RiskEvaluation;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.RecognisedDevice;
import dev.latchkey.signin.RecordedRisk;
import dev.latchkey.signin.filter.PassiveRequest;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Has sign-ins remembered that have succeeded, and whose risk was evaluated: a realm without such a step keeps nothing,
 * and what fails leaves no row. Also notes that a copied secret of a device or an app was presented, and that the owner
 * has changed the e-mail address.
 */
final class SignInListener implements EventListenerProvider {

    private static final Logger LOG = Logger.getLogger(SignInListener.class);

    private final KeycloakSession session;
    private final SignInMemorizer memorizer;

    SignInListener(KeycloakSession session, SignInMemorizer memorizer) {
        this.session = session;
        this.memorizer = memorizer;
    }

    @Override
    public void onEvent(Event event) {
        if (event.getUserId() == null) {
            return;
        }
        try {
            if (event.getType() == EventType.LOGIN) {
                signedIn(event);
            } else if (EndReason.COPY_SEEN.id().equals(detail(event, EventDetails.REASON))) {
                memorizer.rememberReplay(session, event.getRealmId(), event.getUserId(), event.getTime());
            }
            if (event.getError() == null && isEmailChanged(event)) {
                memorizer.rememberEmailChange(session, event.getRealmId(), event.getUserId(), event.getTime());
            }
        } catch (RuntimeException e) {
            // Keycloak would undo the sign-in
            LOG.warn("A sign-in was not added to the histories of risk", e);
        }
    }

    private void signedIn(Event event) {
        CurrentTab.of(session).filter(tab -> !PassiveRequest.isOfApplication(session, tab)).ifPresent(tab ->
                RecordedRisk.of(tab, event.getUserId()).ifPresent(risk -> signedIn(event, tab, risk)));
    }

    private void signedIn(Event event, AuthenticationSessionModel authSession, RecordedRisk risk) {
        if (detail(event, EventDetails.RISK_LEVEL) == null) {
            report(event, risk, authSession.getRealm());
        }
        boolean factorPassed = AuthenticationRecords.ofCompletedFlow(session, authSession).besidePasswordPassed();
        boolean deviceTrusted = RecognisedDevice.of(authSession, event.getUserId()).orElse(false);
        RealmModel realm = authSession.getRealm();
        SignInCounts.of(session).count(realm, DailyRisk.of(Time.currentTimeMillis(), authSession.getClient().getId(),
                risk, new DailyRisk.Counts(0, 1, factorPassed ? 1 : 0)));
        if (RememberedSignIns.isUnasked(risk, factorPassed, deviceTrusted)) {
            Meters.count(Meter.RISK_UNASKED, realm.getName(), RiskLevel.of(risk.level()));
        }
        if (RememberedSignIns.include(risk, factorPassed, deviceTrusted)) {
            ObservedNote.of(authSession, event.getUserId()).ifPresent(observed ->
                    memorizer.remember(session, event.getRealmId(), event.getUserId(), observed));
        }
        // last: a notice that fails makes no sign-in forgotten
        if (risk.reasons().contains(RiskReason.NEW_COUNTRY)) {
            Notifications.of(session).send(realm, session.users().getUserById(realm, event.getUserId()),
                    Notification.of(NotificationKind.NEW_COUNTRY, RiskReason.NEW_COUNTRY));
        }
    }

    /**
     * A consent, or a required action, ends the sign-in by a request of its own, whose event Keycloak has stored by
     * now. A client can ask for either, and must not keep the risk out of the events.
     */
    private void report(Event signIn, RecordedRisk risk, RealmModel realm) {
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.CUSTOM_REQUIRED_ACTION).client(signIn.getClientId()).user(signIn.getUserId())
                .session(signIn.getSessionId());
        Audit.of(AuditStep.RISK_RECORDED).on(event);
        RiskEvaluation.write(risk, event);
        event.success();
    }

    /** Of an account that had none before, this is no change. */
    private static boolean isEmailChanged(Event event) {
        String before = detail(event, Details.PREVIOUS_EMAIL);
        String after = detail(event, Details.UPDATED_EMAIL);
        return before != null && !before.isBlank() && after != null && !before.equalsIgnoreCase(after);
    }

    private static String detail(Event event, String name) {
        Map<String, String> details = event.getDetails();
        return details == null ? null : details.get(name);
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        // no sign-in
    }

    @Override
    public void close() {
        // the thread belongs to the server
    }
}
