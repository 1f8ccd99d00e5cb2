package dev.latchkey.otp.account;

import java.util.Map;
import java.util.Set;

import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * Whether the account's password was typed in a sign-in. Reads which steps Keycloak has seen succeed; a step that is
 * not one of Keycloak's for passwords counts as none.
 */
public final class TypedPassword {

    private static final Set<String> STEPS = Set.of("auth-username-password-form", "auth-password-form",
            "idp-username-password-form", "direct-grant-validate-password");

    private TypedPassword() {
    }

    /**
     * @param authSession the sign-in, in its flow or at a required action
     * @return whether a password was typed and was right
     */
    public static boolean in(AuthenticationSessionModel authSession) {
        return authSession.getExecutionStatus().entrySet().stream()
                .filter(step -> step.getValue() == ExecutionStatus.SUCCESS)
                .map(Map.Entry::getKey)
                .map(authSession.getRealm()::getAuthenticationExecutionById)
                .anyMatch(TypedPassword::asksForIt);
    }

    private static boolean asksForIt(AuthenticationExecutionModel step) {
        return step != null && step.getAuthenticator() != null && STEPS.contains(step.getAuthenticator());
    }
}
