package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.proof.AuthenticationRecords;
import dev.latchkey.common.proof.Factor;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.TrustStep;
import dev.latchkey.otp.Purpose;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.credential.PasswordCredentialModel;

/** What the sign-in steps for browsers and for apps have in common. */
public final class SignInStep {

    private SignInStep() {
    }

    /** What a code is for at this point of the sign-in. */
    public static Purpose purpose(AuthenticationFlowContext context) {
        return AuthenticationRecords.of(context).firstFactorPassed() ? Purpose.SECOND_FACTOR : Purpose.FIRST_FACTOR;
    }

    /** Trust is offered where the flow holds the step that honours it, and nowhere else. */
    public static Optional<TrustPolicy> trustPolicy(AuthenticationFlowContext context) {
        return AuthenticationRecords.of(context).codeWouldBeSecondFactor()
                ? TrustStep.policy(context.getRealm(), context.getTopLevelFlow())
                : Optional.empty();
    }

    public static void apply(AuthenticationFlowContext context, StepResult result) {
        boolean second = purpose(context) == Purpose.SECOND_FACTOR;
        if (result instanceof StepResult.Passed passed) {
            Audit.of(AuditStep.CODE_ACCEPTED).factor(passed.factor()).reference(passed.reference())
                    .on(context.getEvent());
            if (second) {
                AuthenticationRecords.passed(context, Factor.EMAIL_CODE);
                context.success();
            } else {
                alone(context);
            }
        } else if (result instanceof StepResult.Show show && show.failure() && second) {
            // the flow reports this to the brute-force detector, under the factory's category, which is null on
            // purpose; not before any factor, where an unauthenticated requester would lock the owner out with it
            context.failureChallenge(AuthenticationFlowError.INVALID_CREDENTIALS, show.page());
        } else if (result instanceof StepResult.Show show) {
            context.challenge(show.page());
        }
    }

    /** Goes on after a code that was the only factor. Clears the detector's count as a password would. */
    public static void alone(AuthenticationFlowContext context) {
        AuthenticationRecords.passed(context, Factor.EMAIL_CODE_ALONE);
        context.success(PasswordCredentialModel.TYPE);
    }
}
