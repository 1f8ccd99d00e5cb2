package dev.latchkey.device.authentication;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.template.TemplateNumber;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.DeviceSession;
import dev.latchkey.device.session.NativeDevice;
import dev.latchkey.device.session.OldPassword;
import dev.latchkey.device.session.TrustNotes;
import dev.latchkey.device.session.TrustStep;
import dev.latchkey.signin.AuthenticationRecord;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.BrowserSession;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.RecognisedDevice;
import dev.latchkey.signin.account.DueActions;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import dev.latchkey.signin.filter.PassiveRequest;
import org.keycloak.authentication.AuthenticationFlowCallback;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The flow step that asks whether to trust this device, only if the user has passed a second factor in this very
 * sign-in. The step only stores the answer; the device is written or rotated once, when the whole flow has succeeded.
 */
final class TrustDeviceAuthenticator implements AuthenticationFlowCallback, PlainAuthenticator {

    private static final String TEMPLATE = "latchkey-trust-device.ftl";
    private static final String FIELD = "trust";

    private final KeycloakSession session;

    TrustDeviceAuthenticator(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        TrustNotes notes = new TrustNotes(context.getAuthenticationSession());
        if (notes.choice().isPresent() || !secondFactorPassed(context.getRealm(), AuthenticationRecords.of(context))) {
            context.success();
            return;
        }
        if (PassiveRequest.is(session, context.getAuthenticationSession())) {
            context.challenge(PassiveRequest.interactionNeeded());
            return;
        }
        Map<String, Object> bean = new HashMap<>();
        bean.put("days", TemplateNumber.of(policy(context.getRealm(), context.getTopLevelFlow()).lifetime().toDays()));
        context.challenge(context.form().setAttribute("latchkey", bean).createForm(TEMPLATE));
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        String answer = context.getHttpRequest().getDecodedFormParameters().getFirst(FIELD);
        new TrustNotes(context.getAuthenticationSession()).choice("yes".equals(answer));
        context.success();
    }

    @Override
    public void onParentFlowSuccess(AuthenticationFlowContext context) {
        // a sub-flow that has succeeded is not a sign-in yet
    }

    @Override
    public void onTopFlowSuccess(AuthenticationFlowModel topFlow) {
        // not that of the context, which a session limit of this flow may have replaced
        CurrentTab.of(session).filter(tab -> !PassiveRequest.isOfApplication(session, tab))
                .ifPresent(tab -> signedIn(topFlow, tab, tab.getAuthenticatedUser()));
    }

    private void signedIn(AuthenticationFlowModel topFlow, AuthenticationSessionModel authSession, UserModel user) {
        RealmModel realm = authSession.getRealm();
        OldPassword.refuse(session, authSession);
        if (isRefusedYet(realm, authSession, user)
                // Keycloak is about to refuse the sign-in, but still commits what the flow has written
                || BrowserSession.ofAnother(session, authSession, user).isPresent()) {
            return;
        }
        TrustNotes notes = new TrustNotes(authSession);
        DeviceSession device = new DeviceSession(session, realm, user, policy(realm, topFlow));
        if (notes.choice().orElse(false)
                && secondFactorPassed(realm, AuthenticationRecords.of(session, authSession, topFlow))) {
            device.trust();
        } else if (RecognisedDevice.of(authSession, user.getId()).orElse(false)) {
            Optional<RecognitionResult.Trusted> recognised = TrustNotes.kept(session).or(device::recognise);
            recognised.ifPresent(device::rotate);
        }
    }

    /**
     * Whether an app gets no token, because the user must first complete a required action on a page. Keycloak still
     * commits what the flow has written: a device whose secret no client has, or one that was rotated without the app.
     */
    private boolean isRefusedYet(RealmModel realm, AuthenticationSessionModel authSession, UserModel user) {
        if (NativeDevice.of(session).isEmpty()) {
            return false;
        }
        HttpRequest request = session.getContext().getHttpRequest();
        // a required action may report an error, which an event without a type cannot
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.LOGIN).client(authSession.getClient()).user(user);
        if (!AuthenticationRecord.DIRECT_GRANT_PATH
                .equals(authSession.getAuthNote(AuthenticationProcessor.CURRENT_FLOW_PATH))) {
            return DueActions.evaluate(session, authSession, event).isPresent();
        }
        AuthenticationManager.evaluateRequiredActionTriggers(session, authSession, request, event, realm, user);
        return user.getRequiredActionsStream().findAny().isPresent() || !authSession.getRequiredActions().isEmpty();
    }

    /** Keycloak enforces user verification only where the policy requires it; elsewhere possession is enough. */
    private static boolean secondFactorPassed(RealmModel realm, AuthenticationRecord proven) {
        return proven.secondFactorPassed(Constants.WEBAUTHN_POLICY_OPTION_REQUIRED.equals(
                realm.getWebAuthnPolicyPasswordless().getUserVerificationRequirement()));
    }

    private static TrustPolicy policy(RealmModel realm, AuthenticationFlowModel topFlow) {
        return TrustStep.policy(realm, topFlow).orElseGet(() -> TrustPolicy.of(null));
    }

    @Override
    public boolean requiresUser() {
        return true;
    }
}
