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
     *         on and comes before every one that sets a credential or changes the address; the one that sets the named
     *         credential is on, and the realm allows password resets, or its browser flow lets a mailed code be the
     *         only factor; for {@link SignUpCredential#NONE}, the flow does
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
            case NONE -> comesFirst(realm, proof) && CodeAlone.suffices(realm);
            // a user who leaves before the credential is set gets in by a reset, or by the code
            case PASSWORD_AFTER_CODE, PASSKEY -> comesFirst(realm, proof)
                    && enabled(realm, chosen.action().orElseThrow()) != null
                    && (realm.isResetPasswordAllowed() || CodeAlone.suffices(realm));
        };
    }

    /**
     * Before any action that sets a credential or changes the address, of which a requester who knows the name alone
     * would get the page.
     */
    private static boolean comesFirst(RealmModel realm, RequiredActionProviderModel proof) {
        return proof != null && CredentialActions.OR_ADDRESS.stream().map(id -> enabled(realm, id))
                .allMatch(action -> action == null || proof.getPriority() < action.getPriority());
    }

    private static RequiredActionProviderModel enabled(RealmModel realm, String alias) {
        RequiredActionProviderModel action = realm.getRequiredActionProviderByAlias(alias);
        return action != null && action.isEnabled() ? action : null;
    }
}
