package dev.latchkey.otp.flow;

import java.util.Map;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.SignUpProvider;
import dev.latchkey.otp.account.MailboxProof;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.BruteForceProtector;

/** The required action: proves by code or link that the account's address is its owner's. */
final class VerifyEmailAction implements RequiredActionProvider {

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        UserModel user = context.getUser();
        if (user.isEmailVerified()) {
            // whoever vouched for the address, an admin for instance, has made the account active
            settle(context, user);
        } else if (user.getEmail() != null && EmailOtpPolicy.of(context.getRealm()).verifyUnverified()) {
            user.addRequiredAction(EmailOtpPolicy.ACTION);
        }
    }

    private static void settle(RequiredActionContext context, UserModel user) {
        if (user.getRequiredActionsStream().anyMatch(EmailOtpPolicy.ACTION::equals)) {
            context.getSession().getProvider(SignUpProvider.class).settle(user.getId());
            user.removeRequiredAction(EmailOtpPolicy.ACTION);
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
        context.getSession().getProvider(SignUpProvider.class).settle(context.getUser().getId());
        new MailboxProof(passed.factor(), passed.reference()).accept(context.getUser(), context.getEvent());
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
