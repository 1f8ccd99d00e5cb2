package dev.latchkey.setup.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import dev.latchkey.nativeapi.token.NativeSignInMapper;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.authentication.SecretCodeAuthenticatorFactory;
import dev.latchkey.secretcode.grant.RedemptionFlow;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.FlowStep;
import dev.latchkey.setup.FlowTree;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.SignInFlow;
import dev.latchkey.setup.SignInFlow.Kind;
import dev.latchkey.setup.Steps;
import dev.latchkey.setup.flow.AppScopes.ScopePlan;
import org.keycloak.models.AuthenticationExecutionModel.Requirement;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** What apps use: sign-in without a browser, and secret codes. Each is a flow and a client scope that names it. */
final class AppSetup {

    static final ScopePlan NATIVE = new ScopePlan(NativeSignInMapper.SCOPE,
            "The app may sign users in without a browser",
            Map.of("include.in.token.scope", "false", "display.on.consent.screen", "false"),
            NativeSignInMapper.ID, "native sign-in", true);
    static final ScopePlan SECRET_CODE = new ScopePlan(SecretCodePolicy.SCOPE,
            "The app may have a secret code, by which it signs its user in again",
            Map.of("include.in.token.scope", "true", "display.on.consent.screen", "true",
                    "consent.screen.text", "${latchkeyScopeSecretCode}"),
            SecretCodeClients.MAPPER, "secret code", false);

    private static final String DIRECT_GRANT_OTP = "direct-grant-validate-otp";
    private static final String NATIVE_FLOW = "latchkey native";
    /** What Keycloak's flow for the direct grant consists of. */
    private static final Set<String> DIRECT_GRANT = Set.of(Steps.APP_USER, Steps.APP_PASSWORD, DIRECT_GRANT_OTP,
            Steps.USER_CONFIGURED, Steps.APP_EMAIL_CODE, Steps.UNTRUSTED_DEVICE, Steps.TRUST_DEVICE);

    private final RealmModel realm;
    private final RealmFlows flows;
    private final OwnFlow own;
    private final ChangeLog log;
    private final AppScopes scopes;

    AppSetup(RealmModel realm, RealmFlows flows, OwnFlow own, ChangeLog log) {
        this.realm = realm;
        this.flows = flows;
        this.own = own;
        this.log = log;
        this.scopes = new AppScopes(realm, log);
    }

    void nativeApi(List<ClientModel> clients) {
        new OtherFlows(realm).directGrant(clients).forEach(flow -> refuseOwnSteps(flows.tree(flow)));
        refuseToPass(Binding.REGISTRATION, SignUpSetup::ownStep, realm.isRegistrationAllowed());
        refuseToPass(Binding.RESET_CREDENTIALS, ResetSetup::ownStep, realm.isResetPasswordAllowed());
        if (scopes.isMissing(NATIVE.name(), NATIVE.mapper())) {
            AuthenticationFlowModel flow = flows.create(flows.freeAlias(NATIVE_FLOW),
                    "Sign-in for apps without a browser: password, then a code by e-mail", true);
            own.created(Feature.NATIVE_API, flow, "Create the flow '" + flow.getAlias() + '\'');
            FactorEditor editor = new FactorEditor(flows, log, Feature.NATIVE_API, flow);
            for (String step : List.of(Steps.APP_USER, Steps.APP_PASSWORD)) {
                editor.addStep(flow.getId(), flow.getAlias(), step, Requirement.REQUIRED, Integer.MAX_VALUE);
            }
            editor.addAppCode();
            if (hasTrust(flows.tree(own.bound(Binding.BROWSER)))) {
                editor.addTrust(SignInFlow.ofApps(flows.tree(flow)).orElseThrow());
            }
            scopes.create(Feature.NATIVE_API, NATIVE, flow.getAlias());
        } else if (!isNativePresent()) {
            throw new SetupRefusedException("The client scope '" + NATIVE.name() + "' exists, and names no flow that "
                    + "asks each user for a password and a mailed code. Assign it by hand, or rename it");
        }
        scopes.assign(Feature.NATIVE_API, NATIVE, clients);
        log.note("In apps the second factor is the mailed code, also for users who have an authenticator app. Steps "
                + "and conditions of the browser flow do not apply there");
    }

    /** Apps sign up and reset passwords by endpoints of their own, which the realm's flow has no say in. */
    private void refuseToPass(Binding binding, Function<FlowTree, Optional<FlowStep>> ownStep, boolean allowed) {
        FlowTree flow = flows.tree(own.bound(binding));
        ownStep.apply(flow).ifPresent(step -> {
            String text = "The " + binding.words() + " '" + flow.alias() + "' has the step '" + step.name()
                    + "', which apps would not meet";
            if (allowed) {
                throw new SetupRefusedException(text + ". Build the flow and the client scope of apps by hand if that "
                        + "is acceptable");
            }
            log.note(text + ", once the realm allows it");
        });
    }

    /** What an administrator demands of apps in the direct grant would not apply to the new flow. */
    private static void refuseOwnSteps(FlowTree flow) {
        flow.placed().stream().filter(placed -> !placed.step().isOneOf(DIRECT_GRANT)
                || placed.step().is(DIRECT_GRANT_OTP) && placed.path().stream()
                        .noneMatch(around -> around.requirement() == Requirement.CONDITIONAL))
                .findFirst().ifPresent(placed -> {
                    throw new SetupRefusedException("The direct grant flow '" + flow.alias() + "' asks for '"
                            + placed.step().name() + "', which a new flow for apps would not. Build that flow by hand");
                });
    }

    static boolean hasTrust(FlowTree browser) {
        return SignInFlow.ofBrowser(browser).filter(shape -> shape.kind() == Kind.CODE_AND_TRUST).isPresent();
    }

    /** Lets a trusted device skip the code in the flow of apps, where setup has created it. */
    void trustInApps() {
        nativeFlow().filter(own::isOwn).ifPresent(flow -> SignInFlow.ofApps(flows.tree(flow))
                .filter(shape -> shape.kind() == Kind.CODE).ifPresent(shape ->
                        new FactorEditor(flows, log, Feature.TRUSTED_DEVICES, flow).addTrust(shape)));
    }

    /** Whether apps sign in by a flow that asks for the mailed code behind the password. */
    boolean isNativePresent() {
        return nativeFlow().flatMap(flow -> SignInFlow.ofApps(flows.tree(flow))).filter(SignInFlow::asksForCode)
                .isPresent();
    }

    private Optional<AuthenticationFlowModel> nativeFlow() {
        return AppScopes.find(realm, NATIVE.name())
                .flatMap(scope -> scope.getProtocolMappersStream()
                        .filter(mapper -> NATIVE.mapper().equals(mapper.getProtocolMapper())).findFirst())
                .map(mapper -> mapper.getConfig().get(AppScopes.FLOW)).map(flows::named);
    }

    void secretCodes(List<ClientModel> clients) {
        if (scopes.isMissing(SECRET_CODE.name(), SECRET_CODE.mapper())) {
            AuthenticationFlowModel flow = realm.getFlowByAlias(SecretCodePolicy.DEFAULT_FLOW);
            if (flow == null) {
                RedemptionFlow.ensureDefault(realm);
                own.created(Feature.SECRET_CODES, realm.getFlowByAlias(SecretCodePolicy.DEFAULT_FLOW),
                        "Create the flow '" + SecretCodePolicy.DEFAULT_FLOW + '\'');
            } else if (!flows.tree(flow).has(SecretCodeAuthenticatorFactory.ID)) {
                throw new SetupRefusedException("The flow '" + flow.getAlias() + "' exists, and has no step of "
                        + "Latchkey. Rename it");
            }
            scopes.create(Feature.SECRET_CODES, SECRET_CODE, SecretCodePolicy.DEFAULT_FLOW);
        }
        scopes.assign(Feature.SECRET_CODES, SECRET_CODE, clients);
    }
}
