package dev.latchkey.otp.authentication;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.prompt.ChosenUser;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.PhoneChoice;
import dev.latchkey.otp.prompt.UnauthenticatedForm;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.BrowserSession;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import dev.latchkey.signin.filter.PassiveRequest;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.browser.AbstractUsernameFormAuthenticator;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.validation.Validation;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Asks for a user name or address and never shows whether it has an account: every input leads to the same next page.
 * The flow has no user afterwards, only an {@link UnverifiedUser}.
 */
final class ChooseUserAuthenticator implements PlainAuthenticator {

    private static final String FIELD = "username";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            context.challenge(PassiveRequest.interactionNeeded());
            return;
        }
        AuthenticationRecords.forgetOtherFlows(context);
        UserModel known = context.getUser();
        boolean signedIn = known != null && !isReset(context)
                && BrowserSession.isOf(context.getSession(), context.getAuthenticationSession(), known);
        if (signedIn && Mailbox.proves(context.getSession(), context.getRealm(), known)) {
            // the user is signed in already and re-authenticates
            context.success();
            return;
        }
        // a user who is merely set proves nothing, whichever step or flow has set it
        context.clearUser();
        if (signedIn && PhoneChoice.rememberOwn(context.getSession(), context.getAuthenticationSession(), known)) {
            context.success();
        } else {
            context.challenge(page(context, context.form(), hint(context.getAuthenticationSession())));
        }
    }

    private static String hint(AuthenticationSessionModel authSession) {
        String typed = authSession.getAuthNote(AbstractUsernameFormAuthenticator.ATTEMPTED_USERNAME);
        return typed == null ? authSession.getClientNote(OIDCLoginProtocol.LOGIN_HINT_PARAM) : typed;
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        String typed = OtpForm.only(context.getHttpRequest().getDecodedFormParameters(), FIELD);
        if (typed == null || typed.isBlank()) {
            context.challenge(page(context,
                    context.form().addError(new FormMessage(Validation.FIELD_USERNAME, Messages.MISSING_USERNAME)),
                    null));
            return;
        }
        UnauthenticatedForm.refusal(context.getSession(), context.getRealm(), context::form).ifPresentOrElse(
                context::challenge, () -> {
                    RememberMe.read(context, context.getHttpRequest().getDecodedFormParameters());
                    ChosenUser.remember(context.getSession(), context.getAuthenticationSession(), purpose(context),
                            typed.strip());
                    context.success();
                });
    }

    private static Response page(AuthenticationFlowContext context, LoginFormsProvider form, String hint) {
        if (isReset(context)) {
            return form.createPasswordReset();
        }
        if (hint != null) {
            MultivaluedMap<String, String> filledIn = new MultivaluedHashMap<>();
            filledIn.add(FIELD, hint);
            form.setFormData(filledIn);
        }
        return form.createLoginUsername();
    }

    private static Purpose purpose(AuthenticationFlowContext context) {
        return isReset(context) ? Purpose.PASSWORD_RESET : Purpose.FIRST_FACTOR;
    }

    private static boolean isReset(AuthenticationFlowContext context) {
        return LoginActionsService.RESET_CREDENTIALS_PATH.equals(context.getFlowPath());
    }

    @Override
    public boolean requiresUser() {
        return false;
    }
}
