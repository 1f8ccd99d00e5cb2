package dev.latchkey.secretcode.authentication;

import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.Reason;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.redemption.PresentationResult;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeGrantAttempt;
import dev.latchkey.secretcode.redemption.SecretCodeRedemption;
import dev.latchkey.secretcode.redemption.SecretCodeScopes;
import dev.latchkey.secretcode.redemption.SecretCodeVerifier;
import dev.latchkey.secretcode.session.OpenedSessions;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.signin.Reauthentication;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.events.Errors;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The flow step that signs an app in by its secret code. In a redemption the grant passes the code. In a browser flow a
 * page accepts it: the app fills the page in its web view, and the step redeems the code at once. A sign-in that is
 * then aborted loses nothing, since the previous code stays valid until its successor is presented.
 */
final class SecretCodeAuthenticator implements PlainAuthenticator {

    private static final String TEMPLATE = "latchkey-secret-code-page.ftl";
    private static final String FIELD = "secret_code";
    private static final String RATE = "secret-code";

    private final KeycloakSession session;

    SecretCodeAuthenticator(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        Optional<SecretCodeGrantAttempt> grant = SecretCodeGrantAttempt.of(session);
        if (grant.isPresent()) {
            redeem(context, grant.get());
        } else if (mayAnswer(context)) {
            OpenedSessions.openingNoMore(context.getAuthenticationSession());
            context.challenge(context.form().createForm(TEMPLATE));
        } else {
            context.attempted();
        }
    }

    /**
     * Whether a code may replace a sign-in here: in a browser flow, of a client that may have codes, and when no
     * reauthentication of the user is required. In other flows, such as the password grant, an accepted code would
     * never be redeemed.
     */
    private static boolean mayAnswer(AuthenticationFlowContext context) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        return context.getFlowPath() != null && !"token".equals(context.getFlowPath())
                && policy(context)
                        .filter(policy -> policy.offlineAccess()
                        || !SecretCodeScopes.alwaysOffline(authSession.getClient()))
                        .isPresent()
                // an action that the app requests requires a recent sign-in
                && authSession.getClientNote(Constants.KC_ACTION) == null
                && !Reauthentication.demanded(context);
    }

    private void redeem(AuthenticationFlowContext context, SecretCodeGrantAttempt attempt) {
        PresentationResult result = new SecretCodeVerifier(session, context.getAuthenticationSession().getClient(),
                attempt.policy())
                .verify(attempt.presented(), attempt.keyThumbprint());
        attempt.presented(result);
        result.handle(
                accepted -> accept(context, accepted),
                refused -> fail(context, refused.reason(), refused.user()),
                limited -> fail(context, AuditReason.EXCESS_RATE_LIMIT_EXCEEDED, null));
    }

    private static void fail(AuthenticationFlowContext context, Reason reason, UserModel user) {
        report(context, reason, user);
        // the grant sends its own response, which is the same for every refusal
        context.failure(AuthenticationFlowError.INVALID_CREDENTIALS, Response.status(400).build());
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        if (!mayAnswer(context)) {
            context.attempted();
            return;
        }
        SecretCodePolicy policy = policy(context).orElseThrow();
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        new SecretCodeVerifier(session, authSession.getClient(), policy)
                .verify(context.getHttpRequest().getDecodedFormParameters().getFirst(FIELD), null)
                .handle(
                        accepted -> redeem(context, policy, accepted),
                        refused -> context.challenge(refusal(context, refused.reason(), refused.user())),
                        limited -> context.challenge(TooManyRequests.answer(
                                refusal(context, AuditReason.EXCESS_RATE_LIMIT_EXCEEDED, null), RATE,
                                limited.retryAfterSeconds())));
    }

    private void redeem(AuthenticationFlowContext context, SecretCodePolicy policy,
            PresentationResult.Accepted accepted) {
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        if (new SecretCodeRedemption(session, policy).redeem(accepted.code(), authSession).isEmpty()) {
            // the code has ended since it was verified
            context.challenge(refusal(context, AuditReason.CODE_EXPIRED, accepted.user()));
            return;
        }
        OpenedSessions.opening(session, authSession, accepted.code());
        if (!policy.offlineAccess()) {
            SecretCodeScopes.leaveOfflineOut(authSession);
        }
        accept(context, accepted);
    }

    /** Reports the refusal before it renders the page, which shows no reason. */
    private static Response refusal(AuthenticationFlowContext context, Reason reason, UserModel user) {
        report(context, reason, user);
        return context.form().setError("latchkeyCodeRefused").createForm(TEMPLATE);
    }

    private static void accept(AuthenticationFlowContext context, PresentationResult.Accepted accepted) {
        context.setUser(accepted.user());
        AuthenticationRecords.passed(context, Factor.SECRET_CODE);
        Audit.of(AuditStep.SECRET_CODE_REDEEMED).secretCode(accepted.code().id()).on(context.getEvent());
        context.success();
    }

    private static void report(AuthenticationFlowContext context, Reason reason, UserModel user) {
        if (user != null) {
            context.getEvent().user(user);
        }
        Audit.of(AuditStep.SECRET_CODE_REFUSED).reason(reason).on(context.getEvent())
                .error(Errors.INVALID_USER_CREDENTIALS);
        Meters.count(Meter.SECRET_CODES_REFUSED, context.getRealm().getName(), reason);
    }

    private static Optional<SecretCodePolicy> policy(AuthenticationFlowContext context) {
        return SecretCodeClients.policy(context.getAuthenticationSession().getClient());
    }

    @Override
    public boolean requiresUser() {
        return false;
    }
}
