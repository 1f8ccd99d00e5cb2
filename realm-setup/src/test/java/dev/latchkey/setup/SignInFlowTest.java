package dev.latchkey.setup;

import static dev.latchkey.setup.Trees.flow;
import static dev.latchkey.setup.Trees.step;
import static dev.latchkey.setup.Trees.sub;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.ALTERNATIVE;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.CONDITIONAL;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.DISABLED;
import static org.keycloak.models.AuthenticationExecutionModel.Requirement.REQUIRED;

import java.util.List;
import java.util.Map;

import dev.latchkey.setup.SignInFlow.Kind;
import org.junit.jupiter.api.Test;

/** Which flows setup knows: Keycloak's own and its own, and no other. */
class SignInFlowTest {

    private static final FlowStep PASSWORD = step(Steps.PASSWORD, REQUIRED);
    private static final FlowStep CONFIGURED = step(Steps.USER_CONFIGURED, REQUIRED);
    private static final FlowStep CREDENTIAL = step(Steps.CREDENTIAL, REQUIRED,
            Map.of("credentials", "webauthn-passwordless"));
    private static final FlowStep UNTRUSTED = step(Steps.UNTRUSTED_DEVICE, REQUIRED);
    private static final FlowStep TRUST = step(Steps.TRUST_DEVICE, REQUIRED);
    private static final FlowStep OTP = step("auth-otp-form", ALTERNATIVE);
    private static final FlowStep OTP_REQUIRED = step("auth-otp-form", REQUIRED);
    private static final FlowStep CODE = step(Steps.EMAIL_CODE, ALTERNATIVE);
    private static final FlowStep CODE_REQUIRED = step(Steps.EMAIL_CODE, REQUIRED);
    private static final FlowStep COOKIE = step("auth-cookie", ALTERNATIVE);

    @Test
    void keycloaksOwnFlowsAreKnown() {
        assertKind(Kind.KEYCLOAKS, PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, CREDENTIAL, OTP,
                step("webauthn-authenticator", DISABLED)));
        assertKind(Kind.KEYCLOAKS, PASSWORD, sub("otp", CONDITIONAL, CONFIGURED, OTP_REQUIRED));
        assertKind(Kind.PASSWORD_ALONE, PASSWORD, sub("2fa", DISABLED, CONFIGURED, OTP));
        FlowStep organization = sub("Organization", ALTERNATIVE, sub("Browser - Conditional Organization", CONDITIONAL,
                CONFIGURED, step("organization", ALTERNATIVE)));
        assertEquals(Kind.PASSWORD_ALONE, SignInFlow.ofBrowser(flow(COOKIE, step("auth-spnego", ALTERNATIVE),
                step("identity-provider-redirector", ALTERNATIVE), organization, sub("forms", ALTERNATIVE, PASSWORD)))
                .orElseThrow().kind());
    }

    @Test
    void whatSetupMakesIsKnown() {
        assertKind(Kind.CODE, PASSWORD, sub("code", REQUIRED, CODE_REQUIRED));
        assertKind(Kind.CODE, PASSWORD, sub("2fa", REQUIRED, OTP, CODE));
        assertKind(Kind.CODE, PASSWORD, sub("2fa", CONDITIONAL, CREDENTIAL, OTP, CODE));
        assertKind(Kind.CODE_AND_TRUST, PASSWORD, sub("code", CONDITIONAL, UNTRUSTED, CODE_REQUIRED, TRUST));
        assertKind(Kind.CODE_AND_TRUST, PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, CREDENTIAL,
                sub("one of", REQUIRED, OTP, CODE), TRUST));
        SignInFlow apps = SignInFlow.ofApps(flow(step(Steps.APP_USER, REQUIRED), step(Steps.APP_PASSWORD, REQUIRED),
                sub("code", REQUIRED, step(Steps.APP_EMAIL_CODE, REQUIRED)))).orElseThrow();
        assertEquals(Kind.CODE, apps.kind());
        assertEquals(1, apps.factors().size());
    }

    @Test
    void aFlowThatLinksAsksForTheCodeBehindItsPasswordOrForNoPassword() {
        FlowStep password = step(Steps.LINK_PASSWORD, REQUIRED);
        assertEquals(Kind.KEYCLOAKS, links(password, sub("2fa", CONDITIONAL, CONFIGURED, CREDENTIAL, OTP)).kind());
        assertEquals(Kind.PASSWORD_ALONE, links(password).kind());
        assertEquals(Kind.CODE, links(password, sub("2fa", REQUIRED, OTP, CODE)).kind());

        assertFalse(SignInFlow.asksForCodeOfLinks(linking(password, sub("2fa", CONDITIONAL, CONFIGURED, OTP))));
        assertFalse(SignInFlow.asksForCodeOfLinks(linking(CODE_REQUIRED, password)));
        assertFalse(SignInFlow.asksForCodeOfLinks(linking(password, CODE)));
        assertFalse(SignInFlow.asksForCodeOfLinks(linking(step("auth-password-form", REQUIRED))));
        assertTrue(SignInFlow.asksForCodeOfLinks(linking(password, CODE_REQUIRED)));
        assertTrue(SignInFlow.asksForCodeOfLinks(linking(password, sub("2fa", REQUIRED, OTP, CODE))));
        assertTrue(SignInFlow.asksForCodeOfLinks(flow(step("idp-email-verification", REQUIRED))));
    }

    @Test
    void aFlowOfAppsAsksForTheCodeWhereItIsRequiredBehindThePassword() {
        FlowStep user = step(Steps.APP_USER, REQUIRED);
        FlowStep password = step(Steps.APP_PASSWORD, REQUIRED);
        FlowStep code = step(Steps.APP_EMAIL_CODE, REQUIRED);
        assertTrue(SignInFlow.asksForCodeOfApps(flow(user, password, code)));
        assertTrue(SignInFlow.asksForCodeOfApps(flow(user, password, sub("code", REQUIRED, code))));
        assertFalse(SignInFlow.asksForCodeOfApps(flow(user, password)));
        assertFalse(SignInFlow.asksForCodeOfApps(flow(user, step("own-password", REQUIRED))));
        assertFalse(SignInFlow.asksForCodeOfApps(flow(user, password, sub("code", CONDITIONAL, CONFIGURED, code))));
    }

    private static SignInFlow links(FlowStep... steps) {
        return SignInFlow.ofLinks(linking(steps)).orElseThrow();
    }

    /** As in Keycloak's first broker login flow. */
    private static FlowTree linking(FlowStep... steps) {
        return flow(step("idp-review-profile", REQUIRED), sub("one of", REQUIRED,
                step("idp-create-user-if-unique", ALTERNATIVE), sub("existing", ALTERNATIVE,
                        step("idp-confirm-link", REQUIRED), sub("options", REQUIRED,
                                step("idp-email-verification", ALTERNATIVE), sub("by password", ALTERNATIVE, steps)))));
    }

    @Test
    void everyOtherSecondFactorIsUnknown() {
        // what an administrator demands of everyone
        assertUnknown(PASSWORD, OTP_REQUIRED);
        assertUnknown(PASSWORD, sub("2fa", REQUIRED, OTP_REQUIRED));
        assertUnknown(PASSWORD, sub("2fa", REQUIRED, CONFIGURED, OTP_REQUIRED));
        assertUnknown(PASSWORD, sub("2fa", REQUIRED, CREDENTIAL, OTP, CODE));
        // conditions of an administrator
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, step("conditional-user-role", REQUIRED), OTP_REQUIRED));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, step("conditional-user-role", REQUIRED), OTP));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED,
                step(Steps.CREDENTIAL, REQUIRED, Map.of("credentials", "password")), OTP));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED,
                step(Steps.CREDENTIAL, REQUIRED, Map.of("credentials", "webauthn-passwordless", "included", "true")),
                OTP));
        assertUnknown(PASSWORD, sub("level", CONDITIONAL, step("conditional-level-of-authentication", REQUIRED), OTP));
        // steps that setup does not know, factors that are required beside others, none at all
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, OTP, step("risk", REQUIRED)));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED, OTP, step("webauthn-authenticator", REQUIRED)));
        assertUnknown(PASSWORD, sub("2fa", REQUIRED, OTP_REQUIRED, CODE));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, CONFIGURED));
        // trusted devices elsewhere than setup puts them
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, sub("in", REQUIRED, OTP_REQUIRED, TRUST)));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, OTP_REQUIRED, TRUST));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, TRUST, CODE_REQUIRED));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, CONFIGURED, CODE_REQUIRED, TRUST));
        assertUnknown(PASSWORD, sub("2fa", CONDITIONAL, UNTRUSTED, CODE_REQUIRED));
    }

    @Test
    void everyOtherFlowAroundItIsUnknown() {
        assertUnknown(step(Steps.PASSWORD, ALTERNATIVE));
        assertUnknown(PASSWORD, sub("2fa", ALTERNATIVE, OTP, CODE));
        assertUnknown(sub("2fa", REQUIRED, CODE_REQUIRED), PASSWORD);
        assertUnknown(PASSWORD, sub("code", REQUIRED, CODE_REQUIRED), sub("deny", CONDITIONAL,
                step("conditional-sub-flow-executed", REQUIRED), step("deny-access-authenticator", REQUIRED)));
        FlowStep forms = sub("forms", ALTERNATIVE, PASSWORD, sub("code", REQUIRED, CODE_REQUIRED));
        for (FlowStep beside : List.of(sub("role", ALTERNATIVE, PASSWORD), sub("role", REQUIRED, CODE_REQUIRED),
                step("auth-cookie", REQUIRED), step(Steps.EMAIL_CODE, ALTERNATIVE), step("risk", ALTERNATIVE))) {
            assertTrue(SignInFlow.ofBrowser(flow(COOKIE, beside, forms)).isEmpty(), beside::toString);
        }
        assertTrue(SignInFlow.ofBrowser(flow(PASSWORD, sub("code", REQUIRED, CODE_REQUIRED))).isEmpty());
        assertTrue(SignInFlow.ofBrowser(flow()).isEmpty());
    }

    @Test
    void aRecordThatCannotBeReadIsRefused() {
        assertTrue(SetupRecord.parse(null).changes().isEmpty());
        for (String broken : List.of("x", "[]", "{\"changes\":[{}]}", "{\"changes\":[{\"kind\":\"unknown\"}]}",
                "{\"changes\":[{\"feature\":\"reset\",\"kind\":\"step_added\",\"name\":\"x\"}]}")) {
            assertThrows(SetupRefusedException.class, () -> SetupRecord.parse(broken), broken);
        }
        SetupRecord record = new SetupRecord(List.of(new Change("reset", ChangeKind.FLOW_BOUND, "browser", "a", "b",
                "digest", "text")));
        assertEquals(record, SetupRecord.parse(record.text()));
    }

    private static void assertKind(Kind kind, FlowStep... forms) {
        assertEquals(kind, SignInFlow.ofBrowser(flow(COOKIE, sub("forms", ALTERNATIVE, forms))).orElseThrow().kind());
    }

    private static void assertUnknown(FlowStep... forms) {
        assertTrue(SignInFlow.ofBrowser(flow(COOKIE, sub("forms", ALTERNATIVE, forms))).isEmpty(),
                () -> List.of(forms).toString());
    }
}
