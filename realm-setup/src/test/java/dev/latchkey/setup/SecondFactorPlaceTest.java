package dev.latchkey.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.DISABLED;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import java.util.List;

import dev.latchkey.setup.SecondFactorPlace.Direct;
import dev.latchkey.setup.SecondFactorPlace.None;
import dev.latchkey.setup.SecondFactorPlace.Within;
import org.junit.jupiter.api.Test;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/** Where the second factor belongs, in flows as administrators build them. */
class SecondFactorPlaceTest {

    private static final FlowStep PASSWORD = step("auth-username-password-form", REQUIRED);
    private static final FlowStep OTP = step("auth-otp-form", ALTERNATIVE);

    @Test
    void keycloaksOwnFlowHasItInASubFlowBesideThePassword() {
        FlowStep factors = sub("2fa", CONDITIONAL, step("conditional-user-configured", REQUIRED), OTP,
                step("webauthn-authenticator", DISABLED));
        Within place = assertInstanceOf(Within.class, in(step("auth-cookie", ALTERNATIVE),
                sub("forms", ALTERNATIVE, PASSWORD, factors)));
        assertEquals(factors, place.outer());
        assertEquals(factors, place.holder());
        assertEquals(List.of(OTP), place.factors());
    }

    @Test
    void latchkeysOwnFlowHasItOneSubFlowDeeper() {
        FlowStep holder = sub("one of", REQUIRED, OTP, step("latchkey-email-otp", ALTERNATIVE));
        FlowStep outer = sub("untrusted", CONDITIONAL, step("latchkey-untrusted-device", REQUIRED), holder,
                step("latchkey-trust-device", REQUIRED));
        Within place = assertInstanceOf(Within.class, in(sub("forms", ALTERNATIVE, PASSWORD, outer)));
        assertEquals(outer, place.outer());
        assertEquals(holder, place.holder());
    }

    @Test
    void aFlowOfThePasswordAloneHasNone() {
        None place = assertInstanceOf(None.class, in(sub("forms", ALTERNATIVE, PASSWORD,
                sub("2fa", DISABLED, OTP))));
        assertEquals(PASSWORD, place.password());
        assertEquals("forms", place.parent().alias());
    }

    @Test
    void aRequiredStepBehindThePasswordIsOne() {
        FlowStep required = step("auth-otp-form", REQUIRED);
        assertEquals(required, assertInstanceOf(Direct.class,
                in(sub("forms", ALTERNATIVE, PASSWORD, required))).factor());
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertRefused("levels of authentication", sub("level", CONDITIONAL,
                step("conditional-level-of-authentication", REQUIRED), PASSWORD));
        assertRefused("no step asks for a password", step("webauthn-authenticator-passwordless", REQUIRED));
        assertRefused("several steps ask", PASSWORD, step("auth-password-form", REQUIRED));
        assertRefused("is not required where it is", step("auth-password-form", ALTERNATIVE));
        assertRefused("in several sub-flows", PASSWORD, sub("one", REQUIRED, OTP), sub("two", REQUIRED, OTP));
        assertRefused("not one required second factor", PASSWORD, step("auth-otp-form", REQUIRED),
                step("webauthn-authenticator", REQUIRED));
        assertRefused("not one required second factor", step("auth-otp-form", REQUIRED), PASSWORD);
        assertRefused("not in a sub-flow beside", sub("forms", REQUIRED, PASSWORD), sub("2fa", REQUIRED, OTP));
        assertRefused("not asked for behind", PASSWORD, sub("2fa", ALTERNATIVE, OTP));
        assertRefused("not asked for behind", sub("2fa", REQUIRED, OTP), PASSWORD);
        assertRefused("a step that setup does not know, 'risk'", PASSWORD,
                sub("2fa", CONDITIONAL, OTP, step("risk", REQUIRED)));
        assertRefused("requires several", PASSWORD, sub("2fa", REQUIRED, step("auth-otp-form", REQUIRED),
                step("webauthn-authenticator", REQUIRED)));
        assertRefused("requires several", PASSWORD, sub("2fa", REQUIRED, step("auth-otp-form", REQUIRED),
                step("webauthn-authenticator", ALTERNATIVE)));
        assertRefused("is not required", PASSWORD, sub("2fa", REQUIRED, sub("inner", CONDITIONAL, OTP)));
    }

    @Test
    void aRecordThatCannotBeReadIsRefused() {
        assertTrue(SetupRecord.parse(null).changes().isEmpty());
        for (String broken : List.of("x", "[]", "{\"changes\":[{}]}", "{\"changes\":[{\"kind\":\"unknown\"}]}",
                "{\"changes\":[{\"feature\":\"reset\",\"kind\":\"step_added\",\"name\":\"x\"}]}")) {
            assertThrows(SetupRefusedException.class, () -> SetupRecord.parse(broken), broken);
        }
        SetupRecord record = new SetupRecord(List.of(new Change("reset", ChangeKind.FLOW_BOUND, "browser", "a", "b",
                "text")));
        assertEquals(record, SetupRecord.parse(record.text()));
    }

    private static void assertRefused(String why, FlowStep... steps) {
        String message = assertThrows(SetupRefusedException.class, () -> in(steps)).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static SecondFactorPlace in(FlowStep... steps) {
        return SecondFactorPlace.in(new FlowTree("top", "flow", List.of(steps)));
    }

    private static FlowStep step(String provider, Requirement requirement) {
        return new FlowStep(provider + requirement, provider, provider, requirement,
                provider.startsWith("conditional-") || provider.equals("latchkey-untrusted-device"), null);
    }

    private static FlowStep sub(String alias, Requirement requirement, FlowStep... steps) {
        return new FlowStep(alias, null, alias, requirement, false, new FlowTree(alias, alias, List.of(steps)));
    }
}
