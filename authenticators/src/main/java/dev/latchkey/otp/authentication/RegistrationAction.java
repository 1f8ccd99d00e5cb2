package dev.latchkey.otp.authentication;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.otp.account.Invitation;
import dev.latchkey.otp.account.Invitations;
import dev.latchkey.otp.account.RegistrationForm;
import dev.latchkey.otp.account.RegistrationResult;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.account.SignUpPolicy;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.RefusedRegistration;
import dev.latchkey.otp.prompt.RegistrationSubmission;
import dev.latchkey.otp.prompt.ResponseTimePadding;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.TypedSignUp;
import dev.latchkey.otp.prompt.UnauthenticatedForm;
import dev.latchkey.otp.prompt.UnverifiedUser;
import jakarta.ws.rs.HttpMethod;
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
        Optional<Invitation> invitation = admitted(context);
        refuseSecondUser(context);
        if (HttpMethod.GET.equals(context.getHttpRequest().getHttpMethod())) {
            MultivaluedMap<String, String> known = invitation.map(RegistrationAction::known)
                    .orElseGet(() -> TypedSignUp.kept(context.getAuthenticationSession()));
            if (!known.isEmpty()) {
                form.setFormData(known);
            }
        }
        if (SignUpPolicy.asksForPassword(context.getRealm())) {
            // Keycloak's page asks for a password when the attribute is there, whatever its value
            form.setAttribute("passwordRequired", true);
        }
    }

    @Override
    public void validate(ValidationContext context) {
        Optional<Invitation> invitation = admitted(context);
        UnauthenticatedForm.refusal(context.getSession(), context.getRealm(),
                () -> context.getSession().getProvider(LoginFormsProvider.class)).ifPresent(page -> {
                    throw new AuthenticationFlowException(AuthenticationFlowError.ACCESS_DENIED, page);
                });
        SessionOfAnother.refuse(context.getSession(), context.getAuthenticationSession(), context.getEvent());
        ResponseTimePadding.hold(context.getSession());
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        List<FormMessage> errors = new ArrayList<>(registrations(context, invitation).errors(signUpForm(form)));
        if (errors.isEmpty() && invitation.isPresent() && !isFor(invitation.get(), form)) {
            errors.add(new FormMessage(RegistrationPage.FIELD_EMAIL, "latchkeyInvitedAddress"));
        }
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
            context.validationError(RefusedRegistration.withoutPasswords(form), errors);
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
        Optional<Invitation> invitation = admitted(context);
        takeFromRate(context);
        RegistrationForm form = signUpForm(context.getHttpRequest().getDecodedFormParameters());
        registrations(context, invitation).nameError(form).ifPresent(error -> {
            throw RefusedRegistration.because(context, Errors.USERNAME_IN_USE, List.of(error));
        });
        RegistrationSubmission submission =
                new RegistrationSubmission(context.getSession(), context.getAuthenticationSession(),
                context.getEvent());
        submission.run(form, "form", invitation).fold(new Refusal(context)).ifPresent(refusal -> {
            throw refusal;
        });
        if (invitation.isEmpty()) {
            TypedSignUp.keep(context.getAuthenticationSession(), context.getHttpRequest().getDecodedFormParameters());
        }
        // as Keycloak's own form does
        invitation.map(Invitation::redirectUri).ifPresent(context.getAuthenticationSession()::setRedirectUri);
        // "start over" on the next page then leads back to this form and not to the sign-in page
        context.getAuthenticationSession().setClientNote(AuthorizationEndpointBase.APP_INITIATED_FLOW,
                LoginActionsService.REGISTRATION_PATH);
        // the rest of the flow is the sign-in of the new account
        context.newEvent().event(EventType.LOGIN).client(context.getAuthenticationSession().getClient())
                .detail(Details.REDIRECT_URI, context.getAuthenticationSession().getRedirectUri())
                .detail(Details.AUTH_METHOD, context.getAuthenticationSession().getProtocol());
    }

    /**
     * What ends the request after a sign-up; empty when it goes on, which is the same whether an account was created or
     * the address is taken.
     */
    private record Refusal(FormContext context) implements RegistrationResult.Cases<Optional<RuntimeException>> {

        @Override
        public Optional<RuntimeException> created(RegistrationResult.Created result) {
            return Optional.empty();
        }

        @Override
        public Optional<RuntimeException> taken(RegistrationResult.Taken result) {
            return Optional.empty();
        }

        @Override
        public Optional<RuntimeException> rejected(RegistrationResult.Rejected result) {
            // valid at the check before, but not any more
            return Optional.of(RefusedRegistration.because(context, Errors.INVALID_REGISTRATION, result.errors()));
        }

        @Override
        public Optional<RuntimeException> failed(RegistrationResult.Failed result) {
            return Optional.of(refused("latchkeySignUpFailed"));
        }
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

    private static Registrations registrations(FormContext context, Optional<Invitation> invitation) {
        return new Registrations(context.getSession(), context.getRealm(), invitation.isPresent());
    }

    /**
     * Admits a requester with a valid invitation, and every requester without one where the realm has registration on.
     * Keycloak shows the form to a requester with an invitation and leaves the checks to the form.
     *
     * @return the invitation; empty when the requester has come without one
     */
    private static Optional<Invitation> admitted(FormContext context) {
        Invitations invitations = new Invitations(context.getSession(), context.getRealm());
        boolean presented = invitations.isPresented(context.getHttpRequest());
        Optional<Invitation> invitation = invitations.presented(context.getHttpRequest());
        if (presented && invitation.isEmpty()) {
            throw refusal(context, Errors.INVALID_TOKEN, Messages.STALE_INVITE_ORG_LINK);
        }
        if (!presented && !context.getRealm().isRegistrationAllowed()) {
            throw refusal(context, Errors.REGISTRATION_DISABLED, Messages.REGISTRATION_NOT_ALLOWED);
        }
        if (presented) {
            // what follows runs in transactions of its own: the request must not hold a connection meanwhile
            RequestTransaction.releaseConnection(context.getSession());
        }
        return invitation;
    }

    /** An exception with an error page: the first page is also built where Keycloak does not handle flow exceptions. */
    private static ErrorPageException refusal(FormContext context, String error, String message) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        context.getEvent().error(error);
        return new ErrorPageException(context.getSession(), context.getAuthenticationSession(),
                Response.Status.BAD_REQUEST, message);
    }

    private static boolean isFor(Invitation invitation, MultivaluedMap<String, String> form) {
        return signUpForm(form).email().filter(invitation::isFor).isPresent();
    }

    /** What the administrator has stated of the invited user, to fill the form in. */
    private static MultivaluedMap<String, String> known(Invitation invitation) {
        MultivaluedMap<String, String> known = new MultivaluedHashMap<>();
        known.add(UserModel.EMAIL, invitation.email());
        Optional.ofNullable(invitation.firstName()).ifPresent(name -> known.add(UserModel.FIRST_NAME, name));
        Optional.ofNullable(invitation.lastName()).ifPresent(name -> known.add(UserModel.LAST_NAME, name));
        return known;
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
