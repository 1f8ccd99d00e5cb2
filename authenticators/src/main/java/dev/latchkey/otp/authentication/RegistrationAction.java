package dev.latchkey.otp.authentication;

import java.util.ArrayList;
import java.util.List;

import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.net.ResponseTimePadding;
import dev.latchkey.common.net.TooManyRequests;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.account.RegistrationForm;
import dev.latchkey.otp.account.RegistrationResult;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.account.SignUpPolicy;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.RefusedRegistration;
import dev.latchkey.otp.prompt.RegistrationSubmission;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.UnauthenticatedForm;
import dev.latchkey.otp.prompt.UnverifiedUser;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormContext;
import org.keycloak.authentication.ValidationContext;
import org.keycloak.authentication.forms.RegistrationPage;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.protocol.AuthorizationEndpointBase;
import org.keycloak.services.ErrorPageException;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.services.validation.Validation;

/**
 * The registration form: creates a pending account, or notifies only the owner when the address already has an account.
 * The flow has no user afterwards, only an {@link UnverifiedUser}.
 */
final class RegistrationAction implements FormAction {

    @Override
    public void buildPage(FormContext context, LoginFormsProvider form) {
        refuseClosedRealm(context);
        refuseSecondUser(context);
        if (SignUpPolicy.asksForPassword(context.getRealm())) {
            // Keycloak's page asks for a password when the attribute is there, whatever its value
            form.setAttribute("passwordRequired", true);
        }
    }

    @Override
    public void validate(ValidationContext context) {
        refuseClosedRealm(context);
        UnauthenticatedForm.refusal(context.getSession(), context.getRealm(),
                () -> context.getSession().getProvider(LoginFormsProvider.class)).ifPresent(page -> {
                    throw new AuthenticationFlowException(AuthenticationFlowError.ACCESS_DENIED, page);
                });
        SessionOfAnother.refuse(context.getSession(), context.getAuthenticationSession(), context.getEvent());
        ResponseTimePadding.hold(context.getSession());
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        List<FormMessage> errors = new ArrayList<>(registrations(context).errors(signUpForm(form)));
        String password = OtpForm.only(form, RegistrationPage.FIELD_PASSWORD);
        if (SignUpPolicy.asksForPassword(context.getRealm()) && !Validation.isBlank(password)
                && !password.equals(OtpForm.only(form, RegistrationPage.FIELD_PASSWORD_CONFIRM))) {
            errors.add(new FormMessage(RegistrationPage.FIELD_PASSWORD_CONFIRM, Messages.INVALID_PASSWORD_CONFIRM));
        }
        if (errors.isEmpty()) {
            // success() checks whether the user name exists, when all other parts of the form, such as a captcha, are
            // valid as well
            context.success();
        } else {
            context.error(Errors.INVALID_REGISTRATION);
            RefusedRegistration.forgetPasswords(form);
            context.validationError(form, errors);
        }
    }

    /**
     * Takes from a rate limit for sign-ups: accounts cost more than mails and are created before the first mail is
     * sent.
     */
    private static void takeFromRate(FormContext context) {
        RateResult rate = ClientRate.take(context.getSession(), context.getRealm(), Limit.SIGN_UP_IP_MINUTE);
        if (rate instanceof RateResult.Refused refused) {
            LoginFormsProvider forms = context.getSession().getProvider(LoginFormsProvider.class)
                    .setError("latchkeyTooManyRequests", refused.retryAfterSeconds());
            throw new AuthenticationFlowException(AuthenticationFlowError.ACCESS_DENIED, TooManyRequests.answer(
                    forms.createErrorPage(Response.Status.TOO_MANY_REQUESTS), "sign-up",
                    refused.retryAfterSeconds()));
        }
    }

    @Override
    public void success(FormContext context) {
        refuseSecondUser(context);
        takeFromRate(context);
        RegistrationForm form = signUpForm(context.getHttpRequest().getDecodedFormParameters());
        registrations(context).nameError(form).ifPresent(error -> {
            throw RefusedRegistration.because(context, Errors.USERNAME_IN_USE, List.of(error));
        });
        RegistrationSubmission submission =
                new RegistrationSubmission(context.getSession(), context.getAuthenticationSession(),
                context.getEvent());
        RegistrationResult result = submission.run(form, "form");
        if (result instanceof RegistrationResult.Rejected rejected) {
            // valid at the check above, but not any more
            throw RefusedRegistration.because(context, Errors.INVALID_REGISTRATION, rejected.errors());
        }
        if (result instanceof RegistrationResult.Failed) {
            throw refused("latchkeySignUpFailed");
        }
        // "start over" on the next page then leads back to this form and not to the sign-in page
        context.getAuthenticationSession().setClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW,
                LoginActionsService.REGISTRATION_PATH);
        // the rest of the flow is the sign-in of the new account
        context.newEvent().event(EventType.LOGIN).client(context.getAuthenticationSession().getClient())
                .detail(Details.REDIRECT_URI, context.getAuthenticationSession().getRedirectUri())
                .detail(Details.AUTH_METHOD, context.getAuthenticationSession().getProtocol());
    }

    private static AuthenticationFlowException refused(String message) {
        return new AuthenticationFlowException(AuthenticationFlowError.GENERIC_AUTHENTICATION_ERROR,
                Errors.INVALID_REGISTRATION, message);
    }

    /** Removes the password and the fields of other parts of the form, which are not attributes. */
    private static RegistrationForm signUpForm(MultivaluedMap<String, String> form) {
        MultivaluedMap<String, String> profile = new MultivaluedHashMap<>(form);
        profile.remove(RegistrationPage.FIELD_RECAPTCHA_RESPONSE);
        profile.remove(RegistrationPage.FIELD_PASSWORD);
        profile.remove(RegistrationPage.FIELD_PASSWORD_CONFIRM);
        return new RegistrationForm(profile, OtpForm.only(form, RegistrationPage.FIELD_PASSWORD));
    }

    private static Registrations registrations(FormContext context) {
        return new Registrations(context.getSession(), context.getRealm());
    }

    /**
     * Refuses a realm without registration. Keycloak shows the form of such a realm to a requester with an invitation
     * and leaves the check to the form. Throws an exception with an error page, because the first page is also built
     * where Keycloak does not handle flow exceptions.
     */
    private static void refuseClosedRealm(FormContext context) {
        if (!context.getRealm().isRegistrationAllowed()) {
            // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
            RequestTransaction.releaseConnection(context.getSession());
            context.getEvent().error(Errors.REGISTRATION_DISABLED);
            throw new ErrorPageException(context.getSession(), context.getAuthenticationSession(),
                    Response.Status.BAD_REQUEST, Messages.REGISTRATION_NOT_ALLOWED);
        }
    }

    private static void refuseSecondUser(FormContext context) {
        if (context.getUser() != null) {
            throw new AuthenticationFlowException(AuthenticationFlowError.GENERIC_AUTHENTICATION_ERROR,
                    Errors.DIFFERENT_USER_AUTHENTICATING, Messages.EXPIRED_ACTION);
        }
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // the required actions of a new account are set when it is created
    }

    @Override
    public void close() {
    }
}
