package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.RealmKey;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ClientScopeRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.idm.authorization.PolicyEnforcementMode;
import org.keycloak.representations.idm.authorization.ResourceRepresentation;
import org.keycloak.representations.idm.authorization.ResourceServerRepresentation;
import org.keycloak.testframework.realm.AuthenticationExecutionExportBuilder;
import org.keycloak.testframework.realm.AuthenticationFlowBuilder;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.realm.UserBuilder;

/** The realms of the flow tests. */
final class Realms {

    /** The application that users sign in to. */
    static final String APP = "app";
    /** Another application of the same realm. */
    static final String OTHER_APP = "other-app";

    /** One of {@link Walks}, which runs {@link #LEVELS}. */
    static final String LEVELS_APP = "levels-app";

    /** Another realm, as an application of this one. */
    static final String BROKER = "broker";
    /** An application that uses the password grant. */
    static final String DIRECT_APP = "direct-app";

    /** An app that may have secret codes. */
    static final String MOBILE = "mobile";
    /** Another one. */
    static final String OTHER_MOBILE = "other-mobile";
    /** One whose users are asked for their consent. */
    static final String MOBILE_WITH_CONSENT = "mobile-with-consent";
    /** A confidential one. */
    static final String MOBILE_WITH_SECRET = "mobile-with-secret";

    static final String SECRET_CODE = "latchkey-secret-code";
    /** An app that signs users in without a browser. */
    static final String NATIVE = "native";
    /** Another one. */
    static final String OTHER_NATIVE = "other-native";
    /** One with a secret. */
    static final String CONFIDENTIAL = "confidential-native";

    /** As {@link #DIRECT_APP}, confidential; its secret is its name. */
    static final String SECRET_APP = "secret-app";
    /** As {@link #DIRECT_APP}, with tokens bound to its key. */
    static final String DPOP_APP = "dpop-app";
    /** As {@link #DIRECT_APP}, with refresh tokens bound to the session fingerprint. */
    static final String BOUND_APP = "bound-app";
    /** As {@link #BOUND_APP}; a refresh from another client ends the session. */
    static final String ENDING_APP = "ending-app";

    /** A public client whose access tokens {@link #EXCHANGER} may exchange. */
    static final String EXCHANGED = "exchanged";

    /** A confidential client that exchanges tokens, and gets refresh tokens of the same session. */
    static final String EXCHANGER = "exchanger";

    /** A confidential one that may use every grant, with a secret that is its name. */
    static final String EVERY_GRANT = "every-grant";
    /** The identity provider whose assertions that client may present. */
    static final String ASSERTIONS = "assertions";

    static final String EMAIL_CODE = "latchkey-email-otp";
    static final String OTP = "auth-otp-form";
    static final String RECOVERY_CODE = "auth-recovery-authn-code-form";

    /** The flow of a client that asks for the code alone. */
    static final String PASSWORDLESS = "test passwordless";
    /** A flow with a form that takes telephone numbers, and a code by text. */
    static final String BY_NUMBER = "test by number";
    /** A flow with such a form alone. */
    static final String NUMBER_ALONE = "test number alone";
    /** A text, and a text. */
    static final String TEXT_TWICE = "test text twice";
    /** The same for apps. */
    static final String APPS_BY_NUMBER = "test apps by number";
    /** A flow of apps that asks for a name or number, and for a code to it. */
    static final String APPS_CODE_ALONE = "test apps code alone";
    /** As {@link #APPS_CODE_ALONE}, for numbers alone. */
    static final String APPS_TEXT_ALONE = "test apps text alone";
    /** As {@link #APPS_CODE_ALONE}, and for a text. */
    static final String APPS_TEXT_TWICE = "test apps text twice";
    /** A flow of apps that asks for a name, and for a mailed code. */
    static final String APPS_NAME_THEN_CODE = "test apps name then code";

    /** A password for level 1, and a code for level 2. */
    static final String LEVELS = "test levels";

    /** The flow of a client that asks for the code even where a session exists. */
    static final String CODE_AFTER_COOKIE = "test code after cookie";
    /** The flow of the web view for a browser whose session is not asked for. */
    static final String WEB_VIEW_WITHOUT_COOKIE = "test web view without cookie";
    /** A reset that signs the user in without a new password. */
    static final String RESET_BY_CODE = "test reset by code";
    /** The password for level 2, then a code by mail. */
    static final String LEVEL_2_THEN_CODE = "test level 2 then code";
    /** A flow that asks for the name first and for the password on a page of its own. */
    static final String NAME_FIRST = "test name first";
    /** A flow that asks for the name and then for an authenticator app, which a user without one may set up. */
    static final String NAME_THEN_APP = "test name then app";
    /** A flow whose name is asked for by a step of Keycloak's, and the code as the only factor. */
    static final String NAME_THEN_CODE = "test name then code";
    /** A flow that asks for an organization's user first, then for password and code. */
    static final String IDENTITY_FIRST = "test identity first";
    /** A flow in which a step of Keycloak's names the user before Latchkey's does. */
    static final String NAMED_TWICE = "test named twice";
    /** An application that speaks SAML. */
    static final String SAML_APP = "saml-app";

    private static final String QUIET =
            "new_device,account_locked,factor_changed,phone_changed,phone_taken,success_after_failures";
    static final String BROWSER = "test browser";
    private static final String FORMS = "test forms";
    private static final String UNTRUSTED = "test untrusted device";
    private static final String SECOND_FACTOR = "test second factor";
    /** The flow of apps that sign users in themselves. */
    static final String APPS_FLOW = "latchkey native";

    private Realms() {
    }

    /** Password, then a code by mail; Keycloak's brute-force detector off. */
    public static final class CodeRequired implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("code-required")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)));
        }
    }

    /** As {@link CodeRequired}, with the detector on: five failures, then fifteen minutes. */
    public static final class Detector implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return detector(new CodeRequired().configure(realm).name("detector"));
        }
    }

    /** Password, then a code of an authenticator app or a recovery code. */
    public static final class KeycloakCodes implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("keycloak-codes")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20)),
                    flow(SECOND_FACTOR, false, step("auth-otp-form", "ALTERNATIVE", 10),
                            step(RECOVERY_CODE, "ALTERNATIVE", 20)));
        }
    }

    /** Password, then a code by mail or an authenticator app, whichever the user picks. */
    public static final class Choice implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("choice")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20)),
                    flow(SECOND_FACTOR, false, step(EMAIL_CODE, "ALTERNATIVE", 10), step(OTP, "ALTERNATIVE", 20)));
        }
    }

    /** Password, then a code by mail, an authenticator app, or the password again and the example channel. */
    public static final class WayOfTwoSteps implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("way-of-two-steps")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20)),
                    flow(SECOND_FACTOR, false, step(EMAIL_CODE, "ALTERNATIVE", 10), step(OTP, "ALTERNATIVE", 20),
                            subFlow("password and pager", "ALTERNATIVE", 30)),
                    flow("password and pager", false, step("auth-password-form", "REQUIRED", 10),
                            step("pager-otp", "REQUIRED", 20)));
        }
    }

    /** Password, then a code by mail or by the example channel, whichever the user picks. */
    public static final class Channels implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("channels")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20)),
                    flow(SECOND_FACTOR, false, step(EMAIL_CODE, "ALTERNATIVE", 10),
                            step("pager-otp", "ALTERNATIVE", 20)));
        }
    }

    /** Password, then a code by mail or text, or an authenticator app; the claim {@code amr}. */
    public static final class Texts implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder texts = base(realm.name("texts")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("latchkey-number-password", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20)),
                    flow(SECOND_FACTOR, false, step(EMAIL_CODE, "ALTERNATIVE", 10),
                            step("latchkey-sms-otp", "ALTERNATIVE", 20), step(OTP, "ALTERNATIVE", 30)));
            MethodClaims.in(texts.build());
            return texts;
        }
    }

    /** Password alone, so that the required action is all that asks for a code; the detector on. */
    public static final class PasswordOnly implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder passwordOnly = new Detector().configure(realm).name("password-only");
            passwordOnly.build().setBrowserFlow("browser");
            return passwordOnly;
        }
    }

    /** Password alone, the detector on, and every notification is sent. */
    public static final class Notices implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder notifications = new PasswordOnly().configure(realm).name("notices");
            notifications.build().setAttributes(Map.of());
            return notifications;
        }
    }

    /** Password, then, unless the device is trusted, a code by mail, an app or a list, and the question of trust. */
    public static final class Trust implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder trust = base(realm.name("trust")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(UNTRUSTED, "CONDITIONAL", 20)),
                    flow(UNTRUSTED, false, step("latchkey-untrusted-device", "REQUIRED", 10),
                            subFlow(SECOND_FACTOR, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30)),
                    flow(SECOND_FACTOR, false, step(EMAIL_CODE, "ALTERNATIVE", 10), step(OTP, "ALTERNATIVE", 20),
                            step(RECOVERY_CODE, "ALTERNATIVE", 30)));
            // a client's address may be one of the Internet, for which Keycloak would otherwise require https
            trust.build().setSslRequired("none");
            trust.build().setAttributes(Map.of("latchkey.notices.off", QUIET,
                    "latchkey.limits.send-ip-hour-after-factor", "100000",
                    "acr.loa.map", "{\"password\":1,\"factor\":2}"));
            return trust;
        }
    }

    /**
     * Password, then a code by mail if the risk is medium at least; by the password grant none if it is high. Risk is
     * all that asks, and Keycloak's detector is on, with more failures than tests cause.
     */
    public static final class Risk implements RealmConfig {

        /** A client that asks for consent. */
        static final String WITH_CONSENT = "with-consent";
        /** A flow that refuses a high risk of single sign-on as well. */
        static final String EVERYWHERE = "refused everywhere";

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder risk = detector(base(realm.name("risk"))).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            step("latchkey-risk", "REQUIRED", 20), subFlow("risky", "CONDITIONAL", 30)),
                    flow("risky", false, risk("medium", 10), step(EMAIL_CODE, "REQUIRED", 20)),
                    flow("direct", true, step("direct-grant-validate-username", "REQUIRED", 10),
                            step("direct-grant-validate-password", "REQUIRED", 20),
                            subFlow("refused", "CONDITIONAL", 30)),
                    flow("refused", false, risk("high", 10),
                            step("latchkey-risk-refusal", "REQUIRED", 20)),
                    flow(EVERYWHERE, true, subFlow("either", "REQUIRED", 10),
                            subFlow("refused here", "CONDITIONAL", 20)),
                    flow("either", false, step("auth-cookie", "ALTERNATIVE", 10),
                            subFlow("password alone", "ALTERNATIVE", 20)),
                    flow("password alone", false, step("auth-username-password-form", "REQUIRED", 10)),
                    flow("refused here", false, risk("high", 10),
                            step("latchkey-risk-refusal", "REQUIRED", 20)));
            RealmRepresentation rep = risk.build();
            rep.setSslRequired("none");
            rep.setFailureFactor(30);
            rep.setAccessTokenLifespan(3600);
            rep.setDirectGrantFlow("direct");
            risk.clients(app(WITH_CONSENT).consentRequired(true));
            rep.setAuthenticatorConfig(List.of(riskConfig("medium", Map.of("level", "medium")),
                    riskConfig("high", Map.of("level", "high"))));
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET,
                    "latchkey.limits.send-ip-hour-after-factor", "100000"));
            return risk;
        }

        static AuthenticationExecutionExportBuilder risk(String config, int priority) {
            AuthenticationExecutionExportBuilder condition = step("latchkey-risk-condition", "REQUIRED", priority);
            condition.build().setAuthenticatorConfig(config);
            return condition;
        }

        static AuthenticatorConfigRepresentation riskConfig(String alias, Map<String, String> values) {
            AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
            config.setAlias(alias);
            config.setConfig(values);
            return config;
        }
    }

    /** Apps that sign users in themselves: password, then a code by mail if the risk is medium at least. */
    public static final class NativeRisk implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder apps = nativeRealm(realm.name("native-risk"), "risk-apps").authenticationFlows(
                    flow("risk-apps", true, step("direct-grant-validate-username", "REQUIRED", 10),
                            step("direct-grant-validate-password", "REQUIRED", 20),
                            step("latchkey-risk", "REQUIRED", 30), subFlow("risky app", "CONDITIONAL", 40)),
                    flow("risky app", false, Risk.risk("medium", 10),
                            step("latchkey-direct-email-otp", "REQUIRED", 20)));
            List<AuthenticatorConfigRepresentation> configs = new ArrayList<>();
            Optional.ofNullable(apps.build().getAuthenticatorConfig()).ifPresent(configs::addAll);
            configs.add(Risk.riskConfig("medium", Map.of("level", "medium")));
            apps.build().setAuthenticatorConfig(configs);
            return apps;
        }
    }

    /** As {@link Trust}, with a step before that records the risk. */
    public static final class RiskAndTrust implements RealmConfig {

        /** A client that no other realm has. */
        static final String ONLY_HERE = "only-here";

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder trust = new Trust().configure(realm).name("risk-and-trust").clients(app(ONLY_HERE));
            trust.build().getAuthenticationFlows().stream().filter(flow -> flow.getAlias().equals(FORMS)).findAny()
                    .orElseThrow().getAuthenticationExecutions().add(step("latchkey-risk", "REQUIRED", 15).build());
            return trust;
        }
    }

    /**
     * A password for level 1, a code by mail for level 2, also after an identity provider; another client asks for the
     * code after the cookie too, and a SAML client for what {@link Trust} asks.
     */
    public static final class StepUp implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder stepUp = detector(base(realm.name("step-up"))).clients(saml()).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, subFlow("level 1", "CONDITIONAL", 10), subFlow("level 2", "CONDITIONAL", 20)),
                    flow("level 1", false, level("level 1", 10), step("auth-username-password-form", "REQUIRED", 20)),
                    flow("level 2", false, level("level 2", 10), step(EMAIL_CODE, "REQUIRED", 20)),
                    flow(CODE_AFTER_COOKIE, true, subFlow("first", "REQUIRED", 10),
                            subFlow(UNTRUSTED, "CONDITIONAL", 20)),
                    flow("first", false, step("auth-cookie", "ALTERNATIVE", 10),
                            step("auth-username-password-form", "ALTERNATIVE", 20)),
                    flow(UNTRUSTED, false, step("latchkey-untrusted-device", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30)),
                    flow(LEVEL_2_THEN_CODE, true, subFlow("level 2 by password", "CONDITIONAL", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)),
                    flow("level 2 by password", false, level("level 2", 10),
                            step("auth-username-password-form", "REQUIRED", 20)),
                    flow("post broker", true, subFlow("level 2 after broker", "CONDITIONAL", 10),
                            step("allow-access-authenticator", "REQUIRED", 20)),
                    flow("level 2 after broker", false, level("level 2", 10), step(EMAIL_CODE, "REQUIRED", 20)),
                    flow("first broker", true, subFlow("level 2 of a new account", "CONDITIONAL", 10)),
                    flow("level 2 of a new account", false, level("level 2", 10),
                            step("idp-create-user-if-unique", "REQUIRED", 20)));
            RealmRepresentation rep = stepUp.build();
            IdentityProviderRepresentation provider = home();
            provider.setFirstBrokerLoginFlowAlias("first broker");
            provider.setPostBrokerLoginFlowAlias("post broker");
            provider.setHideOnLogin(true);
            rep.setIdentityProviders(List.of(provider));
            rep.setFailureFactor(30);
            rep.setAuthenticatorConfig(List.of(levelConfig("level 1", 1), levelConfig("level 2", 2)));
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "acr.loa.map", "{\"password\":1,\"factor\":2}",
                    "latchkey.limits.send-ip-hour-after-factor", "100000"));
            return stepUp;
        }

        private static AuthenticationExecutionExportBuilder level(String config, int priority) {
            AuthenticationExecutionExportBuilder condition =
                    step("conditional-level-of-authentication", "REQUIRED", priority);
            condition.build().setAuthenticatorConfig(config);
            return condition;
        }

        private static AuthenticatorConfigRepresentation levelConfig(String alias, int level) {
            AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
            config.setAlias(alias);
            config.setConfig(new HashMap<>(
                    Map.of("loa-condition-level", String.valueOf(level), "loa-max-age", "36000")));
            return config;
        }
    }

    /** The same in a second realm. */
    public static final class TrustToo implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new Trust().configure(realm).name("trust-too");
        }
    }

    /** The same with an invalid policy, which the console would have refused. */
    public static final class TrustImported implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder imported = new Trust().configure(realm).name("trust-imported");
            AuthenticatorConfigRepresentation policy = new AuthenticatorConfigRepresentation();
            policy.setAlias("imported policy");
            policy.setConfig(Map.of("days", "0", "idle_days", "many", "max_devices", "-5", "bound_to", "moon"));
            imported.build().setAuthenticatorConfig(List.of(policy));
            imported.build().getAuthenticationFlows().stream()
                    .flatMap(flow -> flow.getAuthenticationExecutions().stream())
                    .filter(step -> "latchkey-trust-device".equals(step.getAuthenticator()))
                    .forEach(step -> step.setAuthenticatorConfig(policy.getAlias()));
            return imported;
        }
    }

    /** Apps that sign users in themselves: password, then, unless the device is trusted, a code by mail. */
    public static final class Native implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return nativeRealm(realm.name("native"), APPS_FLOW);
        }
    }

    /** The same in a second realm. */
    public static final class NativeToo implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return nativeRealm(realm.name("native-too"), APPS_FLOW);
        }
    }

    /** The same with three requests a minute from one address. */
    public static final class NativeRates implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder rates = nativeRealm(realm.name("native-rates"), APPS_FLOW);
            rates.build().setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true",
                    "latchkey.limits.native-ip-minute", "3"));
            // a client's address may be one of the Internet, for which https would otherwise be required
            rates.build().setSslRequired("none");
            return rates;
        }
    }

    /** The same with Keycloak's detector: five failures, then fifteen minutes. */
    public static final class NativeDetector implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return detector(nativeRealm(realm.name("native-detector"), APPS_FLOW));
        }
    }

    private static RealmBuilder nativeRealm(RealmBuilder realm, String flow) {
        RealmBuilder apps = base(realm).authenticationFlows(
                flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                        step(EMAIL_CODE, "REQUIRED", 20)),
                flow(APPS_FLOW, true, step("direct-grant-validate-username", "REQUIRED", 10),
                        step("direct-grant-validate-password", "REQUIRED", 20),
                        subFlow(UNTRUSTED, "CONDITIONAL", 30)),
                flow(UNTRUSTED, false, step("latchkey-untrusted-device", "REQUIRED", 10),
                        step("latchkey-direct-email-otp", "REQUIRED", 20),
                        step("latchkey-trust-device", "REQUIRED", 30)),
                flow("page", true, step("auth-username-password-form", "REQUIRED", 10)),
                flow("limited", true, step("direct-grant-validate-username", "REQUIRED", 10),
                        step("direct-grant-validate-password", "REQUIRED", 20),
                        step("latchkey-direct-email-otp", "REQUIRED", 30),
                        step("user-session-limits", "REQUIRED", 40)),
                flow("limited trust", true, step("direct-grant-validate-username", "REQUIRED", 10),
                        step("direct-grant-validate-password", "REQUIRED", 20),
                        subFlow("limited untrusted", "CONDITIONAL", 30), step("user-session-limits", "REQUIRED", 40)),
                flow("limited untrusted", false, step("latchkey-untrusted-device", "REQUIRED", 10),
                        step("latchkey-direct-email-otp", "REQUIRED", 20),
                        step("latchkey-trust-device", "REQUIRED", 30)),
                flow("limited first", true, step("direct-grant-validate-username", "REQUIRED", 10),
                        step("direct-grant-validate-password", "REQUIRED", 20),
                        step("user-session-limits", "REQUIRED", 30),
                        step("latchkey-direct-email-otp", "REQUIRED", 40)),
                flow("refusing", true, step("direct-grant-validate-username", "REQUIRED", 10),
                        step("direct-grant-validate-password", "REQUIRED", 20),
                        step("deny-access-authenticator", "REQUIRED", 30)));
        RealmRepresentation rep = apps.build();
        rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true",
                "latchkey.limits.send-ip-hour-after-factor", "100000", "latchkey.limits.native-ip-minute", "60000"));
        rep.setDirectGrantFlow(APPS_FLOW);
        addNativeApps(rep, flow);
        MethodClaims.in(rep);
        return apps;
    }

    private static void addNativeApps(RealmRepresentation rep, String flow) {
        rep.setClientScopes(List.of(nativeScope(flow)));
        rep.getClients().add(nativeApp(NATIVE));
        rep.getClients().add(nativeApp(OTHER_NATIVE));
        ClientRepresentation confidential = nativeApp(CONFIDENTIAL);
        confidential.setPublicClient(false);
        confidential.setSecret(CONFIDENTIAL);
        rep.getClients().add(confidential);
    }

    private static ClientScopeRepresentation nativeScope(String flow) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("native sign-in");
        mapper.setProtocol("openid-connect");
        mapper.setProtocolMapper("latchkey-native-sign-in");
        mapper.setConfig(Map.of("flow", flow));
        ClientScopeRepresentation scope = new ClientScopeRepresentation();
        scope.setName("email_otp");
        scope.setProtocol("openid-connect");
        scope.setProtocolMappers(List.of(mapper));
        return scope;
    }

    private static ClientRepresentation nativeApp(String id) {
        ClientRepresentation app = app(id).directAccessGrantsEnabled(true).webOrigins(NativeApp.ORIGIN).build();
        app.setDefaultClientScopes(List.of("acr", "basic", "email", "email_otp", "profile", "roles", "web-origins"));
        app.setOptionalClientScopes(List.of("offline_access"));
        app.setAttributes(Map.of("pkce.code.challenge.method", "S256"));
        return app;
    }

    private static RealmBuilder detector(RealmBuilder realm) {
        RealmRepresentation rep = realm.build();
        rep.setBruteForceProtected(true);
        rep.setFailureFactor(5);
        rep.setWaitIncrementSeconds(900);
        rep.setMaxFailureWaitSeconds(900);
        rep.setQuickLoginCheckMilliSeconds(0L);
        rep.setMaxDeltaTimeSeconds(43_200);
        return realm;
    }

    /** The step of trust without any factor before it. */
    public static final class TrustWithoutFactor implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return base(realm.name("trust-without-factor")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            step("latchkey-trust-device", "REQUIRED", 20)));
        }
    }

    /**
     * Signs users of {@link PasswordOnly} in, asks them for a code, and has the step of trust after it; the same after
     * password and code of an account that they had here before.
     */
    public static final class TrustAfterBroker implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder broker = base(realm.name("trust-after-broker")).authenticationFlows(
                    flow(BROWSER, true, step("identity-provider-redirector", "REQUIRED", 10)),
                    flow("first broker", true, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("link account", "ALTERNATIVE", 20)),
                    flow("link account", false, step("idp-username-password-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30)),
                    flow("post broker", true, step(EMAIL_CODE, "REQUIRED", 10),
                            step("latchkey-trust-device", "REQUIRED", 20)));
            broker.build().setIdentityProviders(List.of(passwordOnly()));
            return broker;
        }
    }

    /**
     * Signs users of {@link PasswordOnly} in, by two identity providers, and others by password; an account that a new
     * identity matches is linked after its password and a code.
     */
    public static final class TwoProviders implements RealmConfig {

        static final String SECOND = "second";
        /** A first brokered login that shows what the provider has told, to be changed. */
        static final String REVIEW = "review";
        /** A first brokered login that links by a mailed link, or by password and code. */
        static final String MAIL_OR_PASSWORD = "mail or password";

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder providers = base(realm.name("two-providers")).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10),
                            step("identity-provider-redirector", "ALTERNATIVE", 20),
                            subFlow(FORMS, "ALTERNATIVE", 30)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10)),
                    flow("first broker", true, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("link account", "ALTERNATIVE", 20)),
                    flow("link account", false, step("idp-username-password-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)),
                    flow("post broker", true, step(EMAIL_CODE, "REQUIRED", 10)),
                    flow(REVIEW, true, review(), subFlow("create or link", "REQUIRED", 20)),
                    flow("create or link", false, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("confirm", "ALTERNATIVE", 20)),
                    flow("confirm", false, step("idp-confirm-link", "REQUIRED", 10),
                            step("idp-username-password-form", "REQUIRED", 20)),
                    flow(MAIL_OR_PASSWORD, true, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("existing account", "ALTERNATIVE", 20)),
                    flow("existing account", false, step("idp-confirm-link", "REQUIRED", 10),
                            subFlow("account verification", "REQUIRED", 20)),
                    flow("account verification", false, step("idp-email-verification", "ALTERNATIVE", 10),
                            subFlow("by password and code", "ALTERNATIVE", 20)),
                    flow("by password and code", false, step("idp-username-password-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)));
            AuthenticatorConfigRepresentation always = new AuthenticatorConfigRepresentation();
            always.setAlias(REVIEW);
            always.setConfig(Map.of("update.profile.on.first.login", "on"));
            providers.build().setAuthenticatorConfig(List.of(always));
            IdentityProviderRepresentation first = passwordOnly();
            first.setPostBrokerLoginFlowAlias(null);
            Map<String, String> forwarding = new HashMap<>(first.getConfig());
            forwarding.put("acceptsPromptNoneForwardFromClient", "true");
            forwarding.put("passMaxAge", "true");
            first.setConfig(forwarding);
            IdentityProviderRepresentation second = passwordOnly();
            second.setAlias(SECOND);
            second.setPostBrokerLoginFlowAlias(null);
            providers.build().setIdentityProviders(List.of(first, second));
            return providers;
        }

        private static AuthenticationExecutionExportBuilder review() {
            AuthenticationExecutionExportBuilder review = step("idp-review-profile", "REQUIRED", 10);
            review.build().setAuthenticatorConfig(REVIEW);
            return review;
        }
    }

    /** {@link PasswordOnly} as an identity provider, with the flows {@code first broker} and {@code post broker}. */
    private static IdentityProviderRepresentation passwordOnly() {
        IdentityProviderRepresentation provider = home();
        provider.setTrustEmail(true);
        provider.setFirstBrokerLoginFlowAlias("first broker");
        provider.setPostBrokerLoginFlowAlias("post broker");
        return provider;
    }

    /** {@link PasswordOnly} as an identity provider, with the flows that the realm has for it. */
    static IdentityProviderRepresentation home() {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias("home");
        provider.setProviderId("keycloak-oidc");
        provider.setEnabled(true);
        String home = FlowServer.BASE + "/realms/password-only/protocol/openid-connect/";
        provider.setConfig(Map.of("clientId", BROKER, "clientSecret", BROKER, "authorizationUrl", home + "auth",
                "tokenUrl", home + "token", "clientAuthMethod", "client_secret_post", "disableUserInfo", "true",
                "defaultScope", "openid profile email"));
        return provider;
    }

    /** A password reset that asks for a code after Keycloak's link, and ends at the step of trust. */
    public static final class TrustAfterReset implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder reset = base(realm.name("trust-after-reset")).authenticationFlows(
                    flow(BROWSER, true, step("auth-username-password-form", "REQUIRED", 10)),
                    flow("reset", true, step("reset-credentials-choose-user", "REQUIRED", 10),
                            step("reset-credential-email", "REQUIRED", 20), step("reset-password", "REQUIRED", 30),
                            step(EMAIL_CODE, "REQUIRED", 40), step("latchkey-trust-device", "REQUIRED", 50)));
            reset.build().setResetPasswordAllowed(true);
            reset.build().setResetCredentialsFlow("reset");
            return reset;
        }
    }

    /** Password alone; apps that may have secret codes, and one that may not. */
    public static final class Codes implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder codes = base(realm.name("codes")).browserFlow("browser")
                    .clients(mobile(MOBILE), hybrid(mobile(OTHER_MOBILE)),
                            mobile(MOBILE_WITH_CONSENT).consentRequired(true),
                            mobile(MOBILE_WITH_SECRET).publicClient(false).secret(MOBILE_WITH_SECRET)
                                    .attribute("standard.token.exchange.enabled", "true")
                                    .attribute("standard.token.exchange.enableRefreshRequestedTokenType",
                                            "SAME_SESSION")
                                    .attribute("oauth2.device.authorization.grant.enabled", "true"))
                    .authenticationFlows(flow("latchkey secret code", true, step(SECRET_CODE, "REQUIRED", 10)));
            RealmRepresentation rep = codes.build();
            rep.setRegistrationAllowed(true);
            rep.setClientScopes(List.of(secretCodes()));
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true",
                    "latchkey.limits.secret-code-ip-minute", "60000",
                    "latchkey.limits.secret-code-check-ip-minute", "60000"));
            return codes;
        }

        static ClientBuilder mobile(String id) {
            return app(id).directAccessGrantsEnabled(true)
                    .defaultClientScopes("acr", "basic", "email", "profile", "roles", "web-origins")
                    .optionalClientScopes("offline_access", "secret_code");
        }

        private static ClientBuilder hybrid(ClientBuilder client) {
            client.build().setImplicitFlowEnabled(true);
            return client;
        }

        private static ClientScopeRepresentation secretCodes() {
            ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
            mapper.setName("secret code");
            mapper.setProtocol("openid-connect");
            mapper.setProtocolMapper("latchkey-secret-code");
            mapper.setConfig(Map.of());
            ClientScopeRepresentation scope = new ClientScopeRepresentation();
            scope.setName("secret_code");
            scope.setProtocol("openid-connect");
            scope.setAttributes(Map.of("include.in.token.scope", "true", "display.on.consent.screen", "true"));
            scope.setProtocolMappers(List.of(mapper));
            return scope;
        }
    }

    /** A user who has a session may redeem no code for another one. */
    public static final class CodesWithOneSession implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder codes = new Codes().configure(realm).name("codes-with-one-session");
            AuthenticationExecutionExportBuilder limit = step("user-session-limits", "REQUIRED", 20);
            limit.build().setAuthenticatorConfig("one session");
            RealmRepresentation rep = codes.build();
            rep.setAuthenticationFlows(List.of(flow("latchkey secret code", true, step(SECRET_CODE, "REQUIRED", 10),
                    limit).build()));
            AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
            config.setAlias("one session");
            config.setConfig(Map.of("behavior", "Deny new session", "userRealmLimit", "1", "userClientLimit", "0"));
            rep.setAuthenticatorConfig(List.of(config));
            return codes;
        }
    }

    /** Apps that ask for consent; a new sign-in to a page ends the earlier session. */
    public static final class CodesOfTwoApps implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            AuthenticationExecutionExportBuilder limit = step("user-session-limits", "REQUIRED", 20);
            limit.build().setAuthenticatorConfig("newest session");
            RealmBuilder codes = new Codes().configure(realm).name("codes-of-two-apps").browserFlow(BROWSER)
                    .authenticationFlows(
                            flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10),
                                    subFlow(FORMS, "ALTERNATIVE", 20)),
                            flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10), limit));
            RealmRepresentation rep = codes.build();
            AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
            config.setAlias("newest session");
            config.setConfig(Map.of("behavior", "Terminate oldest session", "userRealmLimit", "1",
                    "userClientLimit", "0"));
            rep.setAuthenticatorConfig(List.of(config));
            rep.getClients().stream().filter(client -> Set.of(MOBILE, OTHER_MOBILE).contains(client.getClientId()))
                    .forEach(client -> client.setConsentRequired(true));
            return codes;
        }
    }

    /** As {@link CodesOfTwoApps}, with a second factor unless the browser is trusted, and refresh tokens of one use. */
    public static final class TrustOfTwoApps implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder trust = new CodesOfTwoApps().configure(realm).name("trust-of-two-apps");
            AuthenticationExecutionExportBuilder limit = step("user-session-limits", "REQUIRED", 30);
            limit.build().setAuthenticatorConfig("newest session");
            RealmRepresentation rep = trust.build();
            rep.setRevokeRefreshToken(true);
            rep.setRefreshTokenMaxReuse(0);
            rep.setAuthenticationFlows(Stream.of(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10), subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(UNTRUSTED, "CONDITIONAL", 20), limit),
                    flow(UNTRUSTED, false, step("latchkey-untrusted-device", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30)),
                    flow("latchkey secret code", true, step(SECRET_CODE, "REQUIRED", 10)))
                    .map(AuthenticationFlowBuilder::build).toList());
            return trust;
        }
    }

    /** With Keycloak's detector, which also refuses a user who signs in twice at once. */
    public static final class CodesWithDetector implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return detector(new Codes().configure(realm).name("codes-with-detector"));
        }
    }

    /** With the limits as they are by default, and the detector. */
    public static final class CodesWithLimits implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder codes = detector(new Codes().configure(realm).name("codes-with-limits"));
            codes.build().setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true"));
            return codes;
        }
    }

    /** A secret code in place of the password where the app may have one, then a code by mail. */
    public static final class CodesInWebView implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new Codes().configure(realm).name("codes-in-web-view").browserFlow("test web view")
                    .authenticationFlows(
                            flow("test web view", true, step("auth-cookie", "ALTERNATIVE", 10),
                                    subFlow("test factors", "ALTERNATIVE", 20)),
                            flow("test factors", false, subFlow("test first", "REQUIRED", 10),
                                    step(EMAIL_CODE, "REQUIRED", 20)),
                            flow("test first", false, step(SECRET_CODE, "ALTERNATIVE", 10),
                                    step("auth-username-password-form", "ALTERNATIVE", 20)),
                            flow(WEB_VIEW_WITHOUT_COOKIE, true, subFlow("test first beside", "REQUIRED", 10),
                                    step(EMAIL_CODE, "REQUIRED", 20)),
                            flow("test first beside", false, step(SECRET_CODE, "ALTERNATIVE", 10),
                                    step("auth-username-password-form", "ALTERNATIVE", 20)));
        }
    }

    /** A second realm beside the one under test. */
    public static final class Neighbour implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new CodeRequired().configure(realm).name("neighbour");
        }
    }

    /** A realm of its own for receipts. */
    public static final class OtherTexts implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new CodeRequired().configure(realm).name("other-texts");
        }
    }

    /** A realm of its own for one test: a client's address has one bucket for the whole realm. */
    public static final class Rates implements RealmConfig {

        private static final AtomicInteger NUMBER = new AtomicInteger();

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder rates = new CodeRequired().configure(realm).name("rates" + NUMBER.incrementAndGet());
            rates.build().setLoginWithEmailAllowed(false);
            rates.build().setDuplicateEmailsAllowed(true);
            return rates;
        }
    }

    /** As {@link CodeRequired}, with refresh tokens that are rotated. */
    public static final class Refresh implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder refresh = new CodeRequired().configure(realm).name("refresh").clients(
                    direct(SECRET_APP).publicClient(false).secret(SECRET_APP),
                    direct(DPOP_APP).attribute("dpop.bound.access.tokens", "true"),
                    bound(BOUND_APP, "session_fingerprint"), bound(ENDING_APP, "ending_fingerprint"),
                    exchangeable(direct(EXCHANGED)),
                    Endpoints.permissive(direct(EXCHANGER).publicClient(false).secret(EXCHANGER)
                            .attribute("standard.token.exchange.enabled", "true")
                            .attribute("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION")));
            RealmRepresentation rep = refresh.build();
            rep.setRevokeRefreshToken(true);
            rep.setRefreshTokenMaxReuse(0);
            // Keycloak stores no refused refresh by default
            rep.setEnabledEventTypes(List.of("LOGIN", "LOGIN_ERROR", "REFRESH_TOKEN_ERROR"));
            // beside those that Keycloak creates
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true"));
            rep.setClientScopes(List.of(fingerprint("session_fingerprint", false),
                    fingerprint("ending_fingerprint", true)));
            return refresh;
        }

        private static ClientBuilder direct(String id) {
            return app(id).directAccessGrantsEnabled(true);
        }

        private static ClientBuilder exchangeable(ClientBuilder client) {
            ProtocolMapperRepresentation audience = new ProtocolMapperRepresentation();
            audience.setName("audience");
            audience.setProtocol("openid-connect");
            audience.setProtocolMapper("oidc-audience-mapper");
            audience.setConfig(Map.of("included.client.audience", EXCHANGER, "access.token.claim", "true"));
            client.build().setProtocolMappers(List.of(audience));
            return client;
        }

        private static ClientBuilder bound(String id, String scope) {
            return direct(id).defaultClientScopes("basic", "profile", "email", "roles", scope)
                    .optionalClientScopes("offline_access");
        }

        private static ClientScopeRepresentation fingerprint(String name, boolean endSession) {
            ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
            mapper.setName("session fingerprint");
            mapper.setProtocol("openid-connect");
            mapper.setProtocolMapper("latchkey-session-fingerprint");
            mapper.setConfig(Map.of("end_session", String.valueOf(endSession)));
            ClientScopeRepresentation scope = new ClientScopeRepresentation();
            scope.setName(name);
            scope.setProtocol("openid-connect");
            scope.setProtocolMappers(List.of(mapper));
            return scope;
        }
    }

    /**
     * Sign-up, password reset and the code as the only factor, beside password and code; apps, an identity provider
     * and every grant; the detector on.
     */
    public static final class Endpoints implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder endpoints = base(realm.name("doors")).clients(everyGrant()).authenticationFlows(
                    flow(BROWSER, true, step("auth-cookie", "ALTERNATIVE", 10),
                            step("identity-provider-redirector", "ALTERNATIVE", 15),
                            subFlow(FORMS, "ALTERNATIVE", 20)),
                    flow("first broker", true, step("idp-create-user-if-unique", "REQUIRED", 10)),
                    flow("post broker", true, step(EMAIL_CODE, "REQUIRED", 10)),
                    flow("link by mail", true, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("link what is confirmed", "ALTERNATIVE", 20)),
                    flow("link what is confirmed", false, step("idp-email-verification", "REQUIRED", 10)),
                    flow("link at once", true, step("idp-create-user-if-unique", "ALTERNATIVE", 10),
                            subFlow("link what is there", "ALTERNATIVE", 20)),
                    flow("link what is there", false, step("idp-auto-link", "REQUIRED", 10)),
                    flow("latchkey secret code", true, step(SECRET_CODE, "REQUIRED", 10)),
                    flow(FORMS, false, step("auth-username-password-form", "REQUIRED", 10),
                            subFlow(UNTRUSTED, "CONDITIONAL", 20)),
                    flow(UNTRUSTED, false, step("latchkey-untrusted-device", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30)),
                    flow(NAME_FIRST, true, step("auth-cookie", "ALTERNATIVE", 10),
                            subFlow("name first forms", "ALTERNATIVE", 20)),
                    flow("name first forms", false, step("auth-username-form", "REQUIRED", 10),
                            step("auth-password-form", "REQUIRED", 20), step(EMAIL_CODE, "REQUIRED", 30)),
                    flow(NAME_THEN_APP, true, step("auth-username-form", "REQUIRED", 10), step(OTP, "REQUIRED", 20)),
                    flow(NAME_THEN_CODE, true, step("auth-username-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)),
                    flow(IDENTITY_FIRST, true, step("auth-cookie", "ALTERNATIVE", 10),
                            step("organization", "ALTERNATIVE", 20),
                            subFlow("identity first forms", "ALTERNATIVE", 30)),
                    flow("identity first forms", false, step("auth-username-password-form", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20)),
                    flow(NAMED_TWICE, true, step("auth-username-form", "REQUIRED", 10),
                            step("latchkey-choose-user", "REQUIRED", 20), step(EMAIL_CODE, "REQUIRED", 30)),
                    flow(BY_NUMBER, true, step("latchkey-number-password", "REQUIRED", 10),
                            step("latchkey-sms-otp", "REQUIRED", 20)),
                    flow(NUMBER_ALONE, true, step("latchkey-number-password", "REQUIRED", 10)),
                    flow(TEXT_TWICE, true, step("latchkey-choose-user", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-sms-otp", "REQUIRED", 30)),
                    flow(PASSWORDLESS, true, step("auth-cookie", "ALTERNATIVE", 10),
                            subFlow("passwordless forms", "ALTERNATIVE", 20)),
                    flow("passwordless forms", false, step("latchkey-choose-user", "REQUIRED", 10),
                            step(EMAIL_CODE, "REQUIRED", 20), step("latchkey-trust-device", "REQUIRED", 30),
                            // a step that asks for nothing and proves nothing
                            step("allow-access-authenticator", "REQUIRED", 40)),
                    flow("test reset", true, step("latchkey-choose-user", "REQUIRED", 10),
                            step("latchkey-reset-code", "REQUIRED", 20),
                            step("latchkey-new-password", "REQUIRED", 30)),
                    flow(RESET_BY_CODE, true, step("latchkey-choose-user", "REQUIRED", 10),
                            step("latchkey-reset-code", "REQUIRED", 20)),
                    flow(APPS_FLOW, true, step("latchkey-direct-number", "REQUIRED", 10),
                            step("direct-grant-validate-password", "REQUIRED", 20),
                            step("latchkey-direct-email-otp", "REQUIRED", 30)),
                    flow(APPS_BY_NUMBER, true, step("latchkey-direct-number", "REQUIRED", 10),
                            step("direct-grant-validate-password", "REQUIRED", 20),
                            step("latchkey-direct-sms-otp", "REQUIRED", 30)),
                    flow(APPS_CODE_ALONE, true, step("latchkey-direct-choose-user", "REQUIRED", 10),
                            step("latchkey-direct-email-otp", "REQUIRED", 20)),
                    flow(APPS_TEXT_ALONE, true, step("latchkey-direct-choose-user", "REQUIRED", 10),
                            step("latchkey-direct-sms-otp", "REQUIRED", 20)),
                    flow(APPS_TEXT_TWICE, true, step("latchkey-direct-choose-user", "REQUIRED", 10),
                            step("latchkey-direct-email-otp", "REQUIRED", 20),
                            step("latchkey-direct-sms-otp", "REQUIRED", 30)),
                    flow(APPS_NAME_THEN_CODE, true, step("direct-grant-validate-username", "REQUIRED", 10),
                            step("latchkey-direct-email-otp", "REQUIRED", 20)),
                    flow("test registration", true, form("registration-page-form", "test registration form", 10),
                            step("latchkey-sign-up-code", "REQUIRED", 20)),
                    AuthenticationFlowBuilder.create("test registration form", "form", "form-flow", false, false)
                            .authenticationExecutions(step("latchkey-registration", "REQUIRED", 10)));
            RealmRepresentation rep = endpoints.build();
            rep.setRegistrationAllowed(true);
            rep.setRegistrationEmailAsUsername(true);
            rep.setRegistrationFlow("test registration");
            rep.setResetPasswordAllowed(true);
            rep.setResetCredentialsFlow("test reset");
            rep.setBruteForceProtected(true);
            rep.setFailureFactor(5);
            rep.setWaitIncrementSeconds(900);
            rep.setMaxFailureWaitSeconds(900);
            rep.setQuickLoginCheckMilliSeconds(0L);
            rep.setMaxDeltaTimeSeconds(43_200);
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true",
                    "latchkey.limits.send-ip-minute", "60000", "latchkey.limits.send-ip-hour",
                    "100000", "latchkey.limits.send-ip-hour-after-factor", "100000",
                    "latchkey.limits.sign-up-ip-minute", "60000", "latchkey.limits.native-ip-minute", "60000"));
            addNativeApps(rep, APPS_FLOW);
            rep.setClientScopes(List.of(nativeScope(APPS_FLOW), Codes.secretCodes()));
            IdentityProviderRepresentation provider = passwordOnly();
            provider.setHideOnLogin(true);
            rep.setIdentityProviders(List.of(provider));
            MethodClaims.in(rep);
            return endpoints;
        }

        private static ClientBuilder everyGrant() {
            ClientBuilder client = Codes.hybrid(Codes.mobile(EVERY_GRANT)).publicClient(false).secret(EVERY_GRANT)
                    .attribute("standard.token.exchange.enabled", "true")
                    .attribute("oauth2.device.authorization.grant.enabled", "true")
                    .attribute("oidc.ciba.grant.enabled", "true")
                    .attribute("oauth2.jwt.authorization.grant.enabled", "true")
                    .attribute("oauth2.jwt.authorization.grant.idp", ASSERTIONS);
            return permissive(client);
        }

        /** The client as a resource server that permits everything. */
        static ClientBuilder permissive(ClientBuilder client) {
            ResourceServerRepresentation permissive = new ResourceServerRepresentation();
            permissive.setPolicyEnforcementMode(PolicyEnforcementMode.PERMISSIVE);
            permissive.setResources(List.of(new ResourceRepresentation("everything")));
            client.build().setServiceAccountsEnabled(true);
            client.build().setAuthorizationServicesEnabled(true);
            client.build().setAuthorizationSettings(permissive);
            return client;
        }
    }

    /** Every endpoint, the limits as they are by default, and a thousand users; the detector off. */
    public static final class ManyUsersRealm implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder manyUsers = new Endpoints().configure(realm).name("crowded")
                    .clients(Codes.mobile(MOBILE));
            RealmRepresentation rep = manyUsers.build();
            rep.setBruteForceProtected(false);
            rep.setAttributes(Map.of("latchkey.notices.off", QUIET, "CreateDefaultClientScopes", "true"));
            // a client's address may be one of the Internet, for which Keycloak would otherwise require https
            rep.setSslRequired("none");
            rep.setPasswordPolicy("hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
            rep.setUsers(IntStream.range(0, ManyClients.SIZE).mapToObj(ManyClients::member).map(ManyUsersRealm::account)
                    .toList());
            return manyUsers;
        }

        private static UserRepresentation account(TestUser person) {
            UserRepresentation account = UserBuilder.create(person.username()).email(person.email())
                    .name("Mia", "Member").emailVerified(true).password(TestUser.PASSWORD).enabled(true).build();
            account.setId(person.id());
            return account;
        }
    }

    /** Every flow and cheap passwords; the detector off. */
    public static final class Flows implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder flows = new Endpoints().configure(realm).name("flows");
            RealmRepresentation rep = flows.build();
            rep.setBruteForceProtected(false);
            rep.setPasswordPolicy("hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
            rep.getClients().forEach(client ->
                    client.setRedirectUris(List.of(FlowServer.BASE + "/*", Browser.CALLBACK)));
            Map<String, String> attributes = new HashMap<>(rep.getAttributes());
            attributes.put("latchkey.limits.link-ip-minute", "60000");
            rep.setAttributes(attributes);
            return flows;
        }
    }

    /** As {@link Flows}, with a client that asks for a password, and for a code where level 2 is demanded. */
    public static final class Walks implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder walks = new Flows().configure(realm).name("walks")
                    .clients(app(LEVELS_APP).redirectUris(Browser.CALLBACK)).authenticationFlows(
                            flow(LEVELS, true, step("auth-cookie", "ALTERNATIVE", 10),
                                    subFlow("levels", "ALTERNATIVE", 20)),
                            flow("levels", false, subFlow("first level", "CONDITIONAL", 10),
                                    subFlow("second level", "CONDITIONAL", 20)),
                            flow("first level", false, StepUp.level("level 1", 10),
                                    step("auth-username-password-form", "REQUIRED", 20)),
                            flow("second level", false, StepUp.level("level 2", 10),
                                    step(EMAIL_CODE, "REQUIRED", 20)));
            RealmRepresentation rep = walks.build();
            rep.setOrganizationsEnabled(true);
            AuthenticatorConfigRepresentation second = StepUp.levelConfig("level 2", 2);
            // asked for at each request that demands it
            second.getConfig().put("loa-max-age", "0");
            rep.setAuthenticatorConfig(Stream.concat(rep.getAuthenticatorConfig().stream(),
                    Stream.of(StepUp.levelConfig("level 1", 1), second)).toList());
            return walks;
        }
    }

    private static RealmBuilder base(RealmBuilder realm) {
        RealmRepresentation rep = realm.build();
        rep.setDisplayName("Test & Co");
        rep.setBruteForceProtected(false);
        rep.setInternationalizationEnabled(true);
        rep.setSupportedLocales(Set.of("en", "de"));
        rep.setDefaultLocale("en");
        // required actions are to outlive a code, as signing in does by default
        rep.setAccessCodeLifespanUserAction(1800);
        // the default of a minute is too short for an authorization code on a slow machine
        rep.setAccessCodeLifespan(1800);
        rep.setPrivateKey(RealmKey.PRIVATE);
        // tests count mails
        rep.setAttributes(Map.of("latchkey.notices.off", QUIET));
        return realm
                .eventsEnabled(true)
                .adminEventsEnabled(true)
                .browserFlow(BROWSER)
                .clients(app(APP), app(OTHER_APP), app(DIRECT_APP).directAccessGrantsEnabled(true),
                        app(BROKER).publicClient(false).secret(BROKER));
    }

    private static ClientBuilder app(String id) {
        return ClientBuilder.create(id).name(id).publicClient().enabled(true).redirectUris(FlowServer.BASE + "/*");
    }

    private static ClientBuilder saml() {
        ClientBuilder client = app(SAML_APP);
        client.build().setProtocol("saml");
        client.build().setAttributes(Map.of("saml.client.signature", "false", "saml.server.signature", "true",
                "saml.authnstatement", "true"));
        return client;
    }

    private static AuthenticationFlowBuilder flow(String alias, boolean top,
            AuthenticationExecutionExportBuilder... steps) {
        return AuthenticationFlowBuilder.create(alias, alias, "basic-flow", top, false)
                .authenticationExecutions(steps);
    }

    private static AuthenticationExecutionExportBuilder step(String authenticator, String requirement, int priority) {
        return AuthenticationExecutionExportBuilder.authenticator(authenticator, requirement, priority, false);
    }

    private static AuthenticationExecutionExportBuilder form(String authenticator, String alias, int priority) {
        return AuthenticationExecutionExportBuilder.alias(alias, "REQUIRED", priority, false)
                .authenticator(authenticator);
    }

    private static AuthenticationExecutionExportBuilder subFlow(String alias, String requirement, int priority) {
        return AuthenticationExecutionExportBuilder.alias(alias, requirement, priority, false);
    }
}
