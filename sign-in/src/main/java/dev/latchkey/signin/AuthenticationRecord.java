package dev.latchkey.signin;

import java.util.Set;

import org.keycloak.services.resources.LoginActionsService;

/**
 * What was proven in one authentication: in this tab, on this flow path, below this top-level flow, for this account.
 * Every decision about factors reads it and nothing else. Made by {@link AuthenticationRecords}.
 *
 * @param flowPath Keycloak's name of the path that runs the flow; empty when it is not known
 * @param factors  what was proven
 */
public record AuthenticationRecord(String flowPath, Set<Factor> factors) {

    /** The path of the direct grant (password grant). */
    public static final String DIRECT_GRANT_PATH = "token";
    /** The path of a sign-in without a browser, at the authorization challenge endpoint. */
    public static final String NATIVE_PATH = "authorize-challenge";

    private static final Set<String> SIGN_IN_PATHS =
            Set.of(LoginActionsService.AUTHENTICATE_PATH, DIRECT_GRANT_PATH, NATIVE_PATH);

    /** Makes an immutable copy of the factors. */
    public AuthenticationRecord {
        factors = Set.copyOf(factors);
    }

    /**
     * @param factor a factor
     * @return whether it was passed
     */
    public boolean passed(Factor factor) {
        return factors.contains(factor);
    }

    /**
     * @return whether more than the name of an account was proven. Before that, failures must not be charged to the
     *         account, because an unauthenticated requester can cause them
     */
    public boolean firstFactorPassed() {
        return factors.stream().anyMatch(Factor::proves);
    }

    /**
     * @return whether a session from an earlier authentication was found, and nothing else was proven
     */
    public boolean isSessionAlone() {
        return factors.equals(Set.of(Factor.SESSION));
    }

    /**
     * @return whether a factor was passed that stands beside a password, in whatever flow, or in place of one
     */
    public boolean besidePasswordPassed() {
        return factors.stream().anyMatch(Factor::besidePassword);
    }

    /**
     * @param ignored a factor
     * @return as {@link #besidePasswordPassed}, by another factor than this one
     */
    public boolean besidePasswordPassedWithout(Factor ignored) {
        return factors.stream().anyMatch(factor -> factor != ignored && factor.besidePassword());
    }

    /**
     * @return whether a code by e-mail would be a second factor that can create trust: in a sign-in, after a password.
     *         Not after a brokered login, a password reset or a registration
     */
    public boolean codeWouldBeSecondFactor() {
        return isSignIn() && passed(Factor.PASSWORD);
    }

    /**
     * @return whether a password or a passkey was passed in this very sign-in. Not after a session alone, a brokered
     *         login, a secret code, a password reset or a registration
     */
    public boolean passwordOrPasskeyPassed() {
        return isSignIn() && (passed(Factor.PASSWORD) || passed(Factor.PASSKEY));
    }

    /**
     * @param passkeysVerifyUsers whether the realm's policy makes passkeys verify their user
     * @return whether two factors were passed in this very sign-in, which alone can create trust: a password with a
     *         second factor, or a passkey that verified its user. Never where a code by mail or text stood in for the
     *         password, and never in a brokered login, a password reset or a registration
     */
    public boolean secondFactorPassed(boolean passkeysVerifyUsers) {
        return isSignIn() && (passkeysVerifyUsers && passed(Factor.PASSKEY)
                || passed(Factor.PASSWORD) && factors.stream().anyMatch(Factor::besidePassword));
    }

    private boolean isSignIn() {
        return SIGN_IN_PATHS.contains(flowPath) && !passed(Factor.EMAIL_CODE_ALONE)
                && !passed(Factor.TEXT_CODE_ALONE);
    }
}
