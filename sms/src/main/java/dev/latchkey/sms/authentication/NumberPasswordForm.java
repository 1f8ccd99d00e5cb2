package dev.latchkey.sms.authentication;

import java.util.Optional;

import dev.latchkey.otp.authentication.RememberMe;
import dev.latchkey.otp.prompt.DetectorFailure;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.sms.identity.PhoneIdentity;
import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.authentication.authenticators.browser.UsernamePasswordForm;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.events.Details;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.messages.Messages;

/**
 * Keycloak's form for user name and password, which takes a proven telephone number in place of the name. Everything
 * that Keycloak notes of the name, and shows again, is what was typed: the name of the number's account is shown to no
 * one who does not have its password.
 */
final class NumberPasswordForm extends UsernamePasswordForm {

    @Override
    protected boolean validateForm(AuthenticationFlowContext context, MultivaluedMap<String, String> form) {
        // the padding alone would show a hash that is left out, and the hash alone the rest of the work
        ResponseTimePadding.beginSignIn(context.getSession());
        String typed = form.getFirst(AuthenticationManager.FORM_USERNAME);
        Optional<UserModel> named = isUserAlreadySetBeforeUsernamePasswordAuth(context) ? Optional.empty()
                : new PhoneIdentity(context.getSession(), context.getRealm()).named(typed);
        boolean valid = named.map(user -> isPasswordOf(context, user, typed.trim(), form))
                .orElseGet(() -> super.validateForm(context, form));
        if (valid) {
            AuthenticationRecords.passed(context, Factor.PASSWORD);
        } else {
            ResponseTimePadding.hold(context.getSession());
        }
        return valid;
    }

    /**
     * Computes a hash also for an account that is locked or has no password, and for a password that is missing, as
     * Keycloak does where there is no account.
     */
    @Override
    public boolean validatePassword(AuthenticationFlowContext context, UserModel user,
            MultivaluedMap<String, String> form, boolean clearUser) {
        boolean valid = super.validatePassword(context, user, form, clearUser);
        if (!valid && !isHashed(context, user)) {
            AuthenticatorUtils.dummyHash(context);
        }
        return valid;
    }

    /** Keycloak compares no password of an account that is locked, nor one that is missing: it forces the page. */
    private static boolean isHashed(AuthenticationFlowContext context, UserModel user) {
        return context.getStatus() == FlowStatus.FAILURE_CHALLENGE
                && user.credentialManager().isConfiguredFor(PasswordCredentialModel.TYPE);
    }

    /** In some languages Keycloak's own text tells that the account is locked. */
    @Override
    protected String disabledByBruteForceError(String error) {
        return Messages.INVALID_USER;
    }

    private boolean isPasswordOf(AuthenticationFlowContext context, UserModel user, String typed,
            MultivaluedMap<String, String> form) {
        context.clearUser();
        context.getEvent().detail(Details.USERNAME, typed);
        context.getAuthenticationSession().setAuthNote(ATTEMPTED_USERNAME, typed);
        if (!validatePassword(context, user, form, true)) {
            if (context.getStatus() == FlowStatus.FAILURE_CHALLENGE && !isCountedByKeycloak(context, user, typed)) {
                DetectorFailure.report(context.getSession(), user);
            }
            return false;
        }
        if (!enabledUser(context, user)) {
            return false;
        }
        RememberMe.read(context, form);
        context.setUser(user);
        return true;
    }

    /** Keycloak looks the account up by the typed text, which is its user name at most by chance. */
    private static boolean isCountedByKeycloak(AuthenticationFlowContext context, UserModel user, String typed) {
        UserModel byName = KeycloakModelUtils.findUserByNameOrEmail(context.getSession(), context.getRealm(), typed);
        return byName != null && byName.getId().equals(user.getId());
    }
}
