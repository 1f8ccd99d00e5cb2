package dev.latchkey.otp.authentication;

import java.util.HashMap;
import java.util.Map;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.PasswordResets;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.AuthenticationRecords;
import dev.latchkey.signin.Factor;
import dev.latchkey.signin.account.PasswordWatch;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.events.Errors;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.ModelException;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.resources.LoginActionsService;

/**
 * Asks for the new password after the code of a reset. Does not sign the user in: the user continues at the sign-in
 * page with the new password and all other factors that the realm requires.
 */
final class NewPasswordAuthenticator implements PlainAuthenticator {

    private static final String TEMPLATE = "latchkey-new-password.ftl";
    private static final String PASSWORD = "password-new";
    private static final String CONFIRMATION = "password-confirm";

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (!LoginActionsService.RESET_CREDENTIALS_PATH.equals(context.getFlowPath())) {
            // in any other flow a second factor would allow setting a new password
            context.failure(AuthenticationFlowError.INTERNAL_ERROR);
        } else if (mailboxProven(context)) {
            context.challenge(page(context, context.form()));
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        String password = OtpForm.only(form, PASSWORD);
        if (!mailboxProven(context)) {
            return;
        }
        if (!possible(context)) {
            context.failure(AuthenticationFlowError.USER_DISABLED,
                    AccountState.gone(context.form(), context.getEvent()));
        } else if (PasswordWatch.outdated(context.getAuthenticationSession(), context.getUser())) {
            // another reset was completed since this one started
            Audit.of(AuditStep.OLD_PASSWORD_REFUSED).on(context.getEvent().clone().user(context.getUser()))
                    .error(Errors.EXPIRED_CODE);
            context.forkWithErrorMessage(new FormMessage("latchkeyPasswordReplaced"));
        } else if (password == null || password.isBlank()) {
            refuse(context, new FormMessage(PASSWORD, Messages.MISSING_PASSWORD));
        } else if (!password.equals(OtpForm.only(form, CONFIRMATION))) {
            refuse(context, new FormMessage(CONFIRMATION, Messages.NOTMATCH_PASSWORD));
        } else {
            reset(context, password);
        }
    }

    /**
     * Whether this reset has proven the mailbox. A user in the flow is no proof: the code must have been accepted in
     * this reset, for this account and for the address that the account still has.
     */
    private static boolean mailboxProven(AuthenticationFlowContext context) {
        if (AuthenticationRecords.of(context).passed(Factor.RESET_CODE)
                && UnverifiedUser.stillHasAddress(context.getSession(), context.getAuthenticationSession(),
                        Purpose.PASSWORD_RESET, context.getUser())) {
            return true;
        }
        context.failure(AuthenticationFlowError.ACCESS_DENIED,
                AccountState.gone(context.form(), context.getEvent()));
        return false;
    }

    private static boolean possible(AuthenticationFlowContext context) {
        return PasswordResets.possible(context.getSession(), context.getRealm(), context.getUser(),
                UnverifiedUser.isByPhone(context.getAuthenticationSession()));
    }

    private static void reset(AuthenticationFlowContext context, String password) {
        try {
            new PasswordResets(context.getSession(), context.getRealm())
                    .complete(context.getUser(), password, context.getEvent());
        } catch (ModelException e) {
            refuse(context, new FormMessage(PASSWORD, e.getMessage(), e.getParameters()));
            return;
        }
        context.getEvent().user(context.getUser()).success();
        context.forkWithSuccessMessage(new FormMessage("latchkeyPasswordReset"));
    }

    private static void refuse(AuthenticationFlowContext context, FormMessage message) {
        context.getEvent().clone().user(context.getUser()).error(Errors.PASSWORD_REJECTED);
        context.challenge(page(context, context.form().addError(message)));
    }

    private static Response page(AuthenticationFlowContext context, LoginFormsProvider form) {
        Map<String, Object> bean = new HashMap<>();
        UnverifiedUser.lastTyped(context.getAuthenticationSession()).ifPresent(typed -> bean.put("typed", typed));
        return form.setAttribute("latchkey", bean).createForm(TEMPLATE);
    }

    @Override
    public boolean requiresUser() {
        return true;
    }
}
