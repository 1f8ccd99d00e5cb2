package dev.latchkey.setup;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.AuthenticationExecutionModel.Requirement;

/**
 * A flow whose shape is known to be safe: Keycloak's own browser flow, what of its first broker login flow asks for a
 * password, or what setup makes of these and for apps. No rule
 * tells what an administrator means by any other flow, so that every other one is left to the administrator.
 *
 * @param forms    the flow or sub-flow that asks for the password
 * @param password the step that does
 * @param kind     what follows the password
 * @param outer    the sub-flow behind the password; null where nothing follows
 * @param holder   the sub-flow that the factors are directly in: the same one, or one in it; null where nothing follows
 */
public record SignInFlow(FlowTree forms, FlowStep password, Kind kind, FlowStep outer, FlowStep holder) {

    private static final Set<String> BESIDE_FORMS = Set.of("auth-cookie", "auth-spnego",
            "identity-provider-redirector");
    private static final String ORGANIZATION = "organization";
    private static final String CREDENTIALS = "credentials";
    /** How Keycloak ships its condition: users of a passkey are asked for nothing more. */
    private static final Set<Map<String, String>> SHIPPED = Set.of(
            Map.of(CREDENTIALS, "webauthn-passwordless"),
            Map.of(CREDENTIALS, "webauthn-passwordless", "included", "false"));

    /** What follows the password. */
    public enum Kind {
        /** Nothing. */
        PASSWORD_ALONE,
        /** Keycloak's conditional sub-flow: only users who have set up a factor are asked. */
        KEYCLOAKS,
        /** The mailed code, alone or with alternatives. */
        CODE,
        /** The same, skipped on a trusted device. */
        CODE_AND_TRUST
    }

    /**
     * @param flow a browser flow
     * @return its shape; empty where it is not known
     */
    public static Optional<SignInFlow> ofBrowser(FlowTree flow) {
        List<FlowStep> forms = flow.enabled().stream()
                .filter(step -> !step.isOneOf(BESIDE_FORMS) && !isOrganization(step)).toList();
        boolean alternatives = flow.enabled().stream()
                .allMatch(step -> step.requirement() == Requirement.ALTERNATIVE);
        return alternatives && forms.size() == 1 && forms.get(0).isSubFlow()
                ? of(forms.get(0).subFlow(), List.of(Steps.PASSWORD), Steps.EMAIL_CODE) : Optional.empty();
    }

    /**
     * @param flow a flow of apps
     * @return its shape; empty where it is not known
     */
    public static Optional<SignInFlow> ofApps(FlowTree flow) {
        return of(flow, List.of(Steps.APP_USER, Steps.APP_PASSWORD), Steps.APP_EMAIL_CODE);
    }

    /**
     * @param flow a first broker login flow, which links an account to an identity
     * @return the shape of its sub-flow that asks for the account's password; empty where it is not known, or where the
     *         flow asks for no password
     */
    public static Optional<SignInFlow> ofLinks(FlowTree flow) {
        List<FlowTree.Placed> passwords = flow.placed().stream()
                .filter(placed -> placed.step().isOneOf(Steps.PASSWORDS)).toList();
        return passwords.size() == 1
                ? of(passwords.get(0).parent(), List.of(Steps.LINK_PASSWORD), Steps.EMAIL_CODE) : Optional.empty();
    }

    /**
     * @param flow a flow of apps
     * @return whether each user who passes the password is asked for the mailed code, in a shape that is known or by a
     *         step that is required behind the password
     */
    public static boolean asksForCodeOfApps(FlowTree flow) {
        return ofApps(flow).filter(SignInFlow::asksForCode).isPresent()
                || flow.has(Steps.APP_PASSWORD) && isRequiredBehind(flow, Set.of(Steps.APP_PASSWORD),
                        Steps.APP_EMAIL_CODE);
    }

    /**
     * @param flow a first broker login flow
     * @return the same of it; also where it asks for no password
     */
    public static boolean asksForCodeOfLinks(FlowTree flow) {
        return ofLinks(flow).filter(SignInFlow::asksForCode).isPresent()
                || isRequiredBehind(flow, Steps.PASSWORDS, Steps.EMAIL_CODE);
    }

    private static boolean isRequiredBehind(FlowTree flow, Set<String> passwords, String code) {
        return flow.placed().stream().filter(placed -> placed.step().isOneOf(passwords)).allMatch(placed -> {
            List<FlowStep> beside = placed.parent().enabled();
            return placed.step().requirement() == Requirement.REQUIRED
                    && beside.stream().skip(beside.indexOf(placed.step())).anyMatch(step -> step.requires(code));
        });
    }

    /** Keycloak's sub-flow that asks for the user first where the realm has organizations. */
    private static boolean isOrganization(FlowStep step) {
        if (!step.isSubFlow() || step.subFlow().enabled().size() != 1) {
            return false;
        }
        FlowStep inner = step.subFlow().enabled().get(0);
        return inner.isSubFlow() && inner.requirement() == Requirement.CONDITIONAL
                && inner.subFlow().enabled().stream().allMatch(one -> one.requires(Steps.USER_CONFIGURED)
                        || one.is(ORGANIZATION) && one.requirement() == Requirement.ALTERNATIVE)
                && inner.subFlow().has(ORGANIZATION);
    }

    private static Optional<SignInFlow> of(FlowTree forms, List<String> first, String code) {
        List<FlowStep> steps = forms.enabled();
        if (steps.size() < first.size() || steps.size() > first.size() + 1) {
            return Optional.empty();
        }
        for (int i = 0; i < first.size(); i++) {
            if (!steps.get(i).requires(first.get(i))) {
                return Optional.empty();
            }
        }
        FlowStep password = steps.get(first.size() - 1);
        if (steps.size() == first.size()) {
            return Optional.of(new SignInFlow(forms, password, Kind.PASSWORD_ALONE, null, null));
        }
        FlowStep outer = steps.get(first.size());
        return outer.isSubFlow() ? behind(forms, password, outer, code) : Optional.empty();
    }

    private static Optional<SignInFlow> behind(FlowTree forms, FlowStep password, FlowStep outer, String code) {
        List<FlowStep> conditions = outer.subFlow().enabled().stream().filter(FlowStep::condition).toList();
        List<FlowStep> rest = outer.subFlow().enabled().stream().filter(step -> !step.condition()).toList();
        // in a required sub-flow Keycloak asks no condition
        Requirement fitting = conditions.isEmpty() ? Requirement.REQUIRED : Requirement.CONDITIONAL;
        if (outer.requirement() != fitting || !conditions.stream().allMatch(SignInFlow::isKnown)) {
            return Optional.empty();
        }
        boolean configured = has(conditions, Steps.USER_CONFIGURED);
        boolean untrusted = has(conditions, Steps.UNTRUSTED_DEVICE);
        if (configured) {
            return !untrusted && areFactors(rest) && rest.stream().allMatch(step ->
                    step.isOneOf(Steps.KEYCLOAKS_FACTORS))
                    ? Optional.of(new SignInFlow(forms, password, Kind.KEYCLOAKS, outer, outer)) : Optional.empty();
        }
        if (!untrusted) {
            return asksForCode(rest, code)
                    ? Optional.of(new SignInFlow(forms, password, Kind.CODE, outer, outer)) : Optional.empty();
        }
        if (rest.size() != 2 || !rest.get(1).requires(Steps.TRUST_DEVICE)
                || rest.get(0).requirement() != Requirement.REQUIRED) {
            return Optional.empty();
        }
        FlowStep asked = rest.get(0);
        boolean nested = asked.isSubFlow();
        return asksForCode(nested ? asked.subFlow().enabled() : List.of(asked), code)
                ? Optional.of(new SignInFlow(forms, password, Kind.CODE_AND_TRUST, outer, nested ? asked : outer))
                : Optional.empty();
    }

    private static boolean isKnown(FlowStep condition) {
        return condition.requires(Steps.USER_CONFIGURED) || condition.requires(Steps.UNTRUSTED_DEVICE)
                || condition.requires(Steps.CREDENTIAL) && SHIPPED.contains(condition.config());
    }

    private static boolean has(List<FlowStep> steps, String provider) {
        return steps.stream().anyMatch(step -> step.is(provider));
    }

    private static boolean asksForCode(List<FlowStep> steps, String code) {
        return has(steps, code) && areFactors(steps) && steps.stream().allMatch(step ->
                step.is(code) || step.isOneOf(Steps.KEYCLOAKS_FACTORS));
    }

    /** One that is required, or alternatives. */
    private static boolean areFactors(List<FlowStep> steps) {
        return steps.size() == 1 && steps.get(0).requirement() == Requirement.REQUIRED
                || !steps.isEmpty() && steps.stream().allMatch(step -> step.requirement() == Requirement.ALTERNATIVE);
    }

    /** @return whether every user who passes the password is asked for a factor that the mailed code can be */
    public boolean asksForCode() {
        return kind == Kind.CODE || kind == Kind.CODE_AND_TRUST;
    }

    /** @return the factors that take part; empty where there are none */
    public List<FlowStep> factors() {
        return holder == null ? List.of() : holder.subFlow().enabled().stream()
                .filter(step -> step.isOneOf(Steps.KEYCLOAKS_FACTORS) || step.isOneOf(Steps.CODES)).toList();
    }

    /**
     * @param flow that is not known
     * @return the refusal to change it
     */
    public static SetupRefusedException refused(FlowTree flow) {
        return new SetupRefusedException("The flow '" + flow.alias() + "' cannot be extended safely: it is neither "
                + "Keycloak's own browser flow nor one of setup. Add the steps by hand (docs/admins.md, 'A code or "
                + "link at every sign-in')");
    }
}
