package dev.latchkey.otp.prompt;

import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.Purpose;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.UserModel;

/**
 * Asks an {@link UnverifiedUser} for a code, in a step of a browser's flow or an app's. It answers in the same way
 * after the same time, whether an account exists or not. Only the guard counts a wrong code: Keycloak's brute-force
 * detector would lock the owner out of signing in, even if an attacker has typed the code.
 *
 * @param context    the flow
 * @param unverified the user whom the tab has named
 * @param purpose    the purpose of the code
 * @param gone       the answer where the account is gone when the code is accepted
 */
public record UnverifiedStep(AuthenticationFlowContext context, UnverifiedUser unverified, Purpose purpose,
        Supplier<Response> gone) {

    /**
     * Runs the step.
     *
     * @param answers creates the answers
     * @param work    what the request asks for
     * @param proven  continues the flow with the account, and with its accepted code or link
     */
    public void run(OtpAnswers answers, Function<OtpStep, StepResult> work,
            BiConsumer<UserModel, StepResult.Passed> proven) {
        StepResult result = work.apply(new OtpStep(context.getSession(), context.getAuthenticationSession(), unverified,
                purpose, answers, context.getEvent()));
        result.handle(passed -> passed(passed, proven), show -> {
            ResponseTimePadding.hold(context.getSession());
            context.challenge(show.page());
        });
    }

    private void passed(StepResult.Passed proof, BiConsumer<UserModel, StepResult.Passed> proven) {
        UserModel user = unverified.user();
        if (user == null) {
            context.failure(AuthenticationFlowError.UNKNOWN_USER, gone.get());
            return;
        }
        unverified.forget();
        Audit.of(AuditStep.CODE_ACCEPTED).factor(proof.factor()).channel(proof.channel()).reference(proof.reference())
                .on(context.getEvent());
        proven.accept(user, proof);
    }
}
