package dev.latchkey.otp.account;

import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.SignUpCredential;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RequiredActionProviderModel;

/**
 * Decides whether a sign-up asks for a password. A sign-up without one is possible only where the rest of the realm
 * fits: otherwise the new account could not sign in, or a requester who knows its name alone could set its credential.
 */
public final class SignUpPolicy {

    private SignUpPolicy() {
    }

    /**
     * @param realm the realm
     * @return the credential that the realm's policy names, where its conditions hold; otherwise
     *         {@link SignUpCredential#PASSWORD}. The conditions: the required action {@value EmailOtpPolicy#ACTION} is
     *         on; the required action that sets the credential is on and comes after it; for
     *         {@link SignUpCredential#NONE}, the realm's browser flow lets a mailed code be the only factor
     */
    public static SignUpCredential of(RealmModel realm) {
        SignUpCredential chosen = EmailOtpPolicy.of(realm).signUpCredential();
        return holds(realm, chosen) ? chosen : SignUpCredential.PASSWORD;
    }

    /**
     * @param realm the realm
     * @return whether the form of a sign-up asks for a password
     */
    public static boolean asksForPassword(RealmModel realm) {
        return of(realm) == SignUpCredential.PASSWORD;
    }

    private static boolean holds(RealmModel realm, SignUpCredential chosen) {
        RequiredActionProviderModel proof = enabled(realm, EmailOtpPolicy.ACTION);
        return switch (chosen) {
            case PASSWORD -> true;
            case NONE -> proof != null && CodeAlone.suffices(realm);
            case PASSWORD_AFTER_CODE, PASSKEY -> proof != null && comesAfter(proof,
                    enabled(realm, chosen.action().orElseThrow()));
        };
    }

    private static boolean comesAfter(RequiredActionProviderModel proof, RequiredActionProviderModel action) {
        return action != null && proof.getPriority() < action.getPriority();
    }

    private static RequiredActionProviderModel enabled(RealmModel realm, String alias) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
        return action != null && action.isEnabled() ? action : null;
    }
}
