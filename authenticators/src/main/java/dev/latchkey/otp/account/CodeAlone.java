package dev.latchkey.otp.account;

import java.util.List;
import java.util.Set;

import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/**
 * Finds out whether the browser flow of a realm signs a user in by a mailed code and nothing else. Knows the steps that
 * ask for a name or for nothing; every other step, and every conditional sub-flow, counts as another factor.
 */
final class CodeAlone {

    private static final String CODE = "latchkey-email-otp";
    private static final Set<String> NO_FACTOR = Set.of("latchkey-choose-user", "auth-username-form",
            "organization", "latchkey-trust-device", "allow-access-authenticator");
    /** Steps that take a name and know no numbers. */
    private static final Set<String> NAMES_ALONE = Set.of("auth-username-form", "organization");

    /** What a flow asks of an account that has no credential. */
    private enum Demand {
        NOTHING, CODE, MORE
    }

    private final RealmModel realm;
    private final boolean byNumber;

    private CodeAlone(RealmModel realm, boolean byNumber) {
        this.realm = realm;
        this.byNumber = byNumber;
    }

    /**
     * @param realm the realm
     * @return whether its browser flow has a path on which the code is the only factor
     */
    static boolean suffices(RealmModel realm) {
        return suffices(realm, false);
    }

    /**
     * @param realm the realm
     * @return whether its browser flow has a path on which the code is the only factor, after a telephone number
     */
    static boolean sufficesByNumber(RealmModel realm) {
        return suffices(realm, true);
    }

    private static boolean suffices(RealmModel realm, boolean byNumber) {
        AuthenticationFlowModel flow = realm.getBrowserFlow();
        return flow != null && new CodeAlone(realm, byNumber).of(flow.getId()) == Demand.CODE;
    }

    private Demand of(String flowId) {
        List<AuthenticationExecutionModel> steps = realm.getAuthenticationExecutionsStream(flowId)
                .filter(AuthenticationExecutionModel::isEnabled).toList();
        if (steps.stream().allMatch(AuthenticationExecutionModel::isAlternative)) {
            return steps.stream().map(this::of).anyMatch(Demand.CODE::equals) ? Demand.CODE : Demand.MORE;
        }
        // Keycloak leaves alternatives out beside required steps
        return steps.stream().filter(step -> !step.isAlternative()).map(this::of)
                .reduce(Demand.NOTHING, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    private Demand of(AuthenticationExecutionModel step) {
        if (step.isConditional()) {
            return Demand.MORE;
        }
        if (step.isAuthenticatorFlow()) {
            return of(step.getFlowId());
        }
        if (CODE.equals(step.getAuthenticator())) {
            return Demand.CODE;
        }
        return NO_FACTOR.contains(step.getAuthenticator())
                && !(byNumber && NAMES_ALONE.contains(step.getAuthenticator())) ? Demand.NOTHING : Demand.MORE;
    }
}
