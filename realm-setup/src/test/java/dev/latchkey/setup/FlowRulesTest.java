package dev.latchkey.setup;

import static dev.latchkey.setup.Trees.flow;
import static dev.latchkey.setup.Trees.step;
import static dev.latchkey.setup.Trees.sub;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.DISABLED;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import java.util.List;

import org.junit.jupiter.api.Test;

/** What holds of every flow that setup has edited. */
class FlowRulesTest {

    private static final FlowStep PASSWORD = step(Steps.PASSWORD, REQUIRED);
    private static final FlowStep CONFIGURED = step(Steps.USER_CONFIGURED, REQUIRED);
    private static final FlowStep ROLE = step("conditional-user-role", REQUIRED);
    private static final FlowStep UNTRUSTED = step(Steps.UNTRUSTED_DEVICE, REQUIRED);
    private static final FlowStep TRUST = step(Steps.TRUST_DEVICE, REQUIRED);
    private static final FlowStep OTP = step("auth-otp-form", ALTERNATIVE);
    private static final FlowStep OTP_REQUIRED = step("auth-otp-form", REQUIRED);
    private static final FlowStep CODE = step(Steps.EMAIL_CODE, ALTERNATIVE);
    private static final FlowStep CODE_REQUIRED = step(Steps.EMAIL_CODE, REQUIRED);
    private static final FlowTree ALONE = forms(PASSWORD);

    @Test
    void whatSetupMakesHolds() {
        FlowTree keycloaks = forms(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, OTP_REQUIRED));
        FlowTree code = forms(PASSWORD, sub("2fa", REQUIRED, OTP, CODE));
        FlowTree trust = forms(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, sub("one of", REQUIRED, OTP, CODE), TRUST));
        assertDoesNotThrow(() -> FlowRules.check(ALONE, forms(PASSWORD, sub("code", REQUIRED, CODE_REQUIRED))));
        assertDoesNotThrow(() -> FlowRules.check(keycloaks, code));
        assertDoesNotThrow(() -> FlowRules.check(code, trust));
        assertDoesNotThrow(() -> FlowRules.check(ALONE, forms(PASSWORD, sub("2fa", DISABLED, OTP_REQUIRED, CODE),
                sub("code", CONDITIONAL, UNTRUSTED, CODE_REQUIRED, TRUST))));
    }

    @Test
    void alternativesBesideWhatIsRequiredAreRefused() {
        String beside = "required and alternative";
        assertBroken(beside, ALONE, forms(PASSWORD, sub("2fa", REQUIRED, OTP, CODE, TRUST)));
        assertBroken(beside, ALONE, forms(PASSWORD, CODE));
        assertBroken(beside, ALONE, forms(PASSWORD, sub("2fa", REQUIRED, CODE, sub("in", CONDITIONAL, ROLE, OTP))));
    }

    @Test
    void conditionsWithoutEffectAndConditionalSubFlowsWithoutConditionAreRefused() {
        assertBroken("no effect", ALONE, forms(PASSWORD, sub("2fa", REQUIRED, UNTRUSTED, CODE_REQUIRED)));
        assertBroken("without a condition", ALONE, forms(PASSWORD, sub("2fa", CONDITIONAL, CODE_REQUIRED)));
    }

    @Test
    void aFactorThatWasRequiredIsNeverMadeConditionalOrAnAlternative() {
        String lessOften = "less often";
        // a condition that sleeps in a required sub-flow must not wake up
        FlowTree sleeping = forms(PASSWORD, sub("2fa", REQUIRED, ROLE, OTP_REQUIRED));
        assertBroken(lessOften, sleeping,
                forms(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, ROLE, OTP_REQUIRED, TRUST)));
        FlowTree required = forms(PASSWORD, sub("2fa", REQUIRED, OTP_REQUIRED));
        assertBroken(lessOften, required, forms(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, OTP_REQUIRED, TRUST)));
        assertBroken(lessOften, required, forms(PASSWORD, sub("2fa", REQUIRED, OTP, CODE)));
        assertBroken(lessOften, required, forms(PASSWORD, sub("code", REQUIRED, CODE_REQUIRED)));
        FlowTree role = forms(PASSWORD, sub("2fa", CONDITIONAL, ROLE, OTP_REQUIRED));
        assertBroken(lessOften, role, forms(PASSWORD, sub("2fa", REQUIRED, OTP, CODE)));
    }

    @Test
    void aCodeThatNotEveryUserGetsToIsRefused() {
        String around = "without being asked";
        assertBroken(around, ALONE, ALONE);
        assertBroken(around, ALONE, forms(PASSWORD, sub("2fa", CONDITIONAL, ROLE, CODE_REQUIRED)));
        assertBroken(around, ALONE, forms(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, CODE)));
        assertBroken(around, ALONE, forms(sub("2fa", REQUIRED, CODE_REQUIRED), PASSWORD));
        assertBroken(around, ALONE, flow(sub("forms", ALTERNATIVE, PASSWORD), sub("code", ALTERNATIVE, CODE_REQUIRED)));
        assertBroken(around, ALONE, flow(sub("code", ALTERNATIVE, PASSWORD, sub("2fa", REQUIRED, CODE_REQUIRED)),
                sub("forms", ALTERNATIVE, PASSWORD)));
    }

    private static FlowTree forms(FlowStep... steps) {
        return flow(step("auth-cookie", ALTERNATIVE), sub("forms", ALTERNATIVE, steps));
    }

    private static void assertBroken(String why, FlowTree before, FlowTree after) {
        String message = assertThrows(SetupRefusedException.class, () -> FlowRules.check(before, after),
                () -> List.of(before, after).toString()).getMessage();
        assertTrue(message.contains(why), message);
    }
}
