package dev.latchkey.otp.prompt;

import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.TrustStep;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.Purpose;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.signin.account.AddressWatch;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;

/** The common logic of the sign-in steps for browsers and for apps. */
public final class SignInStep {

    /** Note of the tab: the channel of the code that was the only factor. */
    private static final String ALONE = "latchkey.otp.alone";

    private SignInStep() {
    }

    /**
     * @param context the flow
     * @return the purpose of a code at this point of the sign-in: first or second factor
     */
    public static Purpose purpose(AuthenticationFlowContext context) {
        return AuthenticationRecords.of(context).firstFactorPassed() ? Purpose.SECOND_FACTOR : Purpose.FIRST_FACTOR;
    }

    /**
     * Returns the policy of trusted devices if the step may offer to trust the device: the code would be a second
     * factor, and the flow contains the step that accepts trusted devices.
     *
     * @param context the flow
     * @return the policy; empty when trust is not offered
     */
    public static Optional<TrustPolicy> trustPolicy(AuthenticationFlowContext context) {
        return AuthenticationRecords.of(context).codeWouldBeSecondFactor()
                ? TrustStep.policy(context.getRealm(), context.getTopLevelFlow())
                : Optional.empty();
    }

    /**
     * Asked at every request: the address may have changed, or may no longer count, since the last one. One telephone
     * is never both factors.
     *
     * @param context the flow, after a first factor
     * @param channel a channel other than e-mail
     * @return whether a code by it is a second factor of the user now: the channel's own rule says so, and the first
     *         factor was no code by the same channel
     */
    public static boolean isSecondFactor(AuthenticationFlowContext context, OtpChannel channel) {
        String alone = context.getAuthenticationSession().getAuthNote(ALONE);
        boolean both = AuthenticationRecords.of(context).passed(Factor.TEXT_CODE_ALONE)
                && (alone == null || alone.equals(channel.id()));
        return !both && channel.isFactor(context.getRealm(), context.getUser());
    }

    /**
     * Continues the flow with the result of a step.
     *
     * @param context the flow
     * @param result  the result
     */
    public static void apply(AuthenticationFlowContext context, StepResult result) {
        boolean second = purpose(context) == Purpose.SECOND_FACTOR;
        result.handle(passed -> passed(context, passed, second), show -> show(context, show, second));
    }

    private static void passed(AuthenticationFlowContext context, StepResult.Passed passed, boolean second) {
        Audit.of(AuditStep.CODE_ACCEPTED).factor(passed.factor()).channel(passed.channel())
                .reference(passed.reference())
                .on(context.getEvent());
        if (second) {
            watch(context, passed.channel());
            AuthenticationRecords.passed(context, MailDelivery.CHANNEL.equals(passed.channel())
                    ? Factor.EMAIL_CODE
                    : Factor.CHANNEL_CODE);
            context.success();
        } else {
            alone(context, passed);
        }
    }

    /** The code was verified for the address that the user has now; one that is gone at this moment is no one's. */
    private static void watch(AuthenticationFlowContext context, String channel) {
        if (!MailDelivery.CHANNEL.equals(channel)) {
            AddressWatch.proven(context.getAuthenticationSession(), context.getUser(), channel,
                    OtpChannels.named(context.getSession(), channel).address(context.getRealm(), context.getUser())
                            .orElse(""));
        }
    }

    private static void show(AuthenticationFlowContext context, StepResult.Show show, boolean second) {
        if (show.failure() && second) {
            // the flow reports this to the brute-force detector, under the factory's category, which is null on
            // purpose; not before the first factor, because an unauthenticated requester could lock the owner out
            context.failureChallenge(AuthenticationFlowError.INVALID_CREDENTIALS, show.page());
        } else {
            context.challenge(show.page());
        }
    }

    /**
     * Signs the user in whose name was all that was known before the code. The answer may show the account's state now,
     * because its reader has proven the mailbox or number.
     *
     * @param context the flow, without a user
     * @param user    the user
     * @param passed  the accepted code, or link
     * @param refusal creates the answer for an account that cannot sign in at present
     */
    public static void alone(AuthenticationFlowContext context, UserModel user, StepResult.Passed passed,
            Function<AccountState.Unavailable, Response> refusal) {
        Optional<AccountState.Unavailable> unavailable = AccountState.unavailable(context.getSession(),
                context.getRealm(), user);
        if (unavailable.isPresent()) {
            context.getEvent().user(user).error(unavailable.get().error());
            context.challenge(refusal.apply(unavailable.get()));
            return;
        }
        context.setUser(user);
        alone(context, passed);
    }

    /** Completes a code that was the only factor. Resets the brute-force detector's count as a password would. */
    private static void alone(AuthenticationFlowContext context, StepResult.Passed passed) {
        context.getAuthenticationSession().setAuthNote(ALONE, passed.channel());
        watch(context, passed.channel());
        AuthenticationRecords.passed(context, MailDelivery.CHANNEL.equals(passed.channel())
                ? Factor.EMAIL_CODE_ALONE
                : Factor.TEXT_CODE_ALONE);
        context.success(PasswordCredentialModel.TYPE);
    }
}
