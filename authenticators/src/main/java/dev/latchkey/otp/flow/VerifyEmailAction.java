package dev.latchkey.otp.flow;

import java.util.Map;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/** The required action: proves by code or link that the account's address is its owner's. */
final class VerifyEmailAction implements RequiredActionProvider {

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        UserModel user = context.getUser();
        if (!user.isEmailVerified() && user.getEmail() != null
                && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()) {
            user.addRequiredAction(EmailOtpPolicy.ACTION);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (context.getUser().isEmailVerified()) {
            // proven meanwhile in another tab, or vouched for by an admin
            context.success();
            return;
        }
        apply(context, step(context).show());
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            context.challenge(AccountState.gone(context.form(), context.getEvent()));
            return;
        }
        apply(context, CodeForm.submit(step(context), context.getHttpRequest().getDecodedFormParameters()));
    }

    private static CodeStep step(RequiredActionContext context) {
        return new CodeStep(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                Purpose.VERIFY_EMAIL, new CodePages(context::form, Map.of()), context.getEvent());
    }

    private static void apply(RequiredActionContext context, StepResult result) {
        if (result instanceof StepResult.Passed passed) {
            verified(context, passed);
        } else if (result instanceof StepResult.Show show) {
            if (show.failure()) {
                reportFailure(context);
            }
            context.challenge(show.page());
        }
    }

    private static void verified(RequiredActionContext context, StepResult.Passed passed) {
        UserModel user = context.getUser();
        user.setEmailVerified(true);
        EventBuilder verified = context.getEvent().clone().event(EventType.VERIFY_EMAIL).user(user);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(passed.factor()).reference(passed.reference()).on(verified)
                .detail(Details.EMAIL, user.getEmail()).success();
        context.success();
    }

    /** A required action runs outside the flow, so nobody else tells the brute-force detector. */
    private static void reportFailure(RequiredActionContext context) {
        RealmModel realm = context.getRealm();
        if (realm.isBruteForceProtected()) {
            context.getSession().getProvider(BruteForceProtector.class).failedLogin(realm, context.getUser(),
                    context.getConnection(), context.getUriInfo(), null);
        }
    }

    @Override
    public void close() {
    }
}
