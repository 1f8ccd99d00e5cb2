package dev.latchkey.sms.authentication;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.DetectorFailure;
import dev.latchkey.otp.prompt.EnrolmentWatch;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import dev.latchkey.signin.filter.PassiveRequest;
import dev.latchkey.sms.PhoneNumbers;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.channel.SmsChannelFactory;
import dev.latchkey.sms.identity.NumberChange;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.InitiatedActionSupport;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.RequiredActionProvider;
import org.keycloak.events.Errors;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.Constants;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * The required action, which clients may name as well: the user types a telephone number and proves it by a code. The
 * number replaces the one that the account had before, whose owner is told by mail. The sign-in must have proven more
 * than a password, see {@link UnprovenSignIn#maySetAddress}: the action for the mailbox comes before it and asks.
 */
final class VerifyPhoneAction implements RequiredActionProvider {

    private static final Logger LOG = Logger.getLogger(VerifyPhoneAction.class);
    private static final String TEMPLATE = "latchkey-phone.ftl";
    private static final String FIELD = "phone";
    private static final String ANOTHER = "another";
    /** Button of the form: the user sends a text in place of getting one. */
    private static final String OWN = "own";
    private static final String CODE_INSTEAD = "code-instead";
    /** Note of the tab: the number that the user has typed. */
    private static final String TYPED = "latchkey.sms.typed";

    @Override
    public InitiatedActionSupport initiatedActionSupport() {
        return InitiatedActionSupport.SUPPORTED;
    }

    @Override
    public void evaluateTriggers(RequiredActionContext context) {
        // an administrator or a client asks for it: the page for the mailbox comes first, and is waited at as well
        Set<String> due = Stream.concat(context.getUser().getRequiredActionsStream(),
                context.getAuthenticationSession().getRequiredActions().stream()).collect(Collectors.toSet());
        boolean asked = due.contains(SmsPolicy.ACTION) || SmsPolicy.ACTION.equals(
                context.getAuthenticationSession().getClientNote(Constants.KC_ACTION));
        // a password that the sign-in itself sets is not one that was set elsewhere
        if (asked && !due.contains(UserModel.RequiredAction.UPDATE_PASSWORD.name())) {
            EnrolmentWatch.begin(context);
        }
    }

    @Override
    public void requiredActionChallenge(RequiredActionContext context) {
        if (PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            context.challenge(PassiveRequest.interactionNeeded());
            return;
        }
        EnrolmentWatch.begin(context);
        if (!SmsPolicy.sendsAtAll(context.getSession(), context.getRealm())) {
            // no user can comply: a demand waits until the administrator has set texts up
            LOG.warnf("Realm %s: a number is to be proven, but there is no gateway or no country for texts",
                    context.getRealm().getName());
            context.ignore();
        } else if (!maySetNumber(context)) {
            // the number stays as it is, and the sign-in goes on
            LOG.debugf("Realm %s: the sign-in of account %s has not proven enough to set a number",
                    context.getRealm().getName(), context.getUser().getId());
            context.ignore();
        } else if (!DirectoryWrite.possible(context.getSession(), context.getRealm(), context.getUser())) {
            context.challenge(unavailable(context, Errors.USER_DISABLED));
        } else {
            EnrolmentWatch.refusal(context).ifPresentOrElse(context::challenge, () -> show(context));
        }
    }

    private static void show(RequiredActionContext context) {
        typed(context).ifPresentOrElse(number -> show(context, number), () -> context.challenge(form(context)));
    }

    private static void show(RequiredActionContext context, String number) {
        SentTextPage own = new SentTextPage(context);
        if (own.isShown()) {
            challenge(context, own, own.show(number));
        } else {
            apply(context, number, step(context, number).show());
        }
    }

    /** Asked at every request: an authenticator app may have been set up since the last one. */
    private static boolean maySetNumber(RequiredActionContext context) {
        return UnprovenSignIn.maySetAddress(context.getSession(), context.getAuthenticationSession(),
                context.getUser());
    }

    @Override
    public void processAction(RequiredActionContext context) {
        if (context.getUser() == null) {
            context.challenge(AccountState.gone(context.form(), context.getEvent()));
        } else if (maySetNumber(context)) {
            EnrolmentWatch.refusal(context)
                    .or(() -> SessionOfAnother.refusal(context.getSession(), context.getAuthenticationSession(),
                            context.getUser(), context.getEvent()))
                    .ifPresentOrElse(context::challenge, () -> submit(context));
        } else {
            context.challenge(EnrolmentWatch.revoked(context));
        }
    }

    private void submit(RequiredActionContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        if (form.containsKey(ANOTHER)) {
            context.getAuthenticationSession().removeAuthNote(TYPED);
            new SentTextPage(context).forget();
            context.challenge(form(context));
        } else if (form.containsKey(FIELD)) {
            type(context, OtpForm.only(form, FIELD), form.containsKey(OWN));
        } else {
            typed(context).ifPresentOrElse(number -> submit(context, number, form),
                    () -> context.challenge(form(context)));
        }
    }

    private static void submit(RequiredActionContext context, String number, MultivaluedMap<String, String> form) {
        SentTextPage own = new SentTextPage(context);
        if (!own.isShown()) {
            apply(context, number, OtpForm.submit(step(context, number), form));
        } else if (form.containsKey(CODE_INSTEAD)) {
            own.forget();
            apply(context, number, step(context, number).show());
        } else {
            // no code is verified here, which would ask for it
            AccountState.unavailable(context.getSession(), context.getRealm(), context.getUser())
                    .ifPresentOrElse(state -> context.challenge(unavailable(context, state.error())),
                            () -> submit(context, number, own));
        }
    }

    private static void submit(RequiredActionContext context, String number, SentTextPage own) {
        if (own.prove(number)) {
            context.getAuthenticationSession().removeAuthNote(TYPED);
            context.success();
        } else {
            challenge(context, own, own.missing(number));
        }
    }

    /** Where no word is shown any more, the number is typed anew: no page sends a code that was not asked for. */
    private static void challenge(RequiredActionContext context, SentTextPage own, Response page) {
        if (!own.isShown()) {
            context.getAuthenticationSession().removeAuthNote(TYPED);
        }
        context.challenge(page);
    }

    private void type(RequiredActionContext context, String input, boolean sends) {
        Optional<String> number = SmsPolicy.of(context.getRealm()).read(input)
                .filter(mobile -> accepts(context, mobile));
        if (number.isEmpty()) {
            // one answer to every number that no text is sent to, and to one that this sign-in may not set
            context.challenge(form(context, context.form().addError(new FormMessage(FIELD, "latchkeyPhoneRefused")),
                    PhoneNumbers.shownAgain(input)));
            return;
        }
        context.getAuthenticationSession().setAuthNote(TYPED, number.get());
        SentTextPage own = new SentTextPage(context);
        own.forget();
        if (sends && own.isOffered()) {
            challenge(context, own, own.show(number.get()));
        } else {
            apply(context, number.get(), step(context, number.get()).show());
        }
    }

    /** Returns the number that texts may be sent to and that the sign-in may set, also now. */
    private static Optional<String> typed(RequiredActionContext context) {
        return Optional.ofNullable(context.getAuthenticationSession().getAuthNote(TYPED))
                .filter(number -> accepts(context, number));
    }

    private static boolean accepts(RequiredActionContext context, String number) {
        return change(context).accepts(context.getAuthenticationSession(), context.getUser(), number);
    }

    private static NumberChange change(RequiredActionContext context) {
        return new NumberChange(context.getSession(), context.getRealm());
    }

    private static OtpChannel channel(RequiredActionContext context) {
        return OtpChannels.named(context.getSession(), SmsChannelFactory.ID);
    }

    private static OtpStep step(RequiredActionContext context, String number) {
        return OtpStep.toNewAddress(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                channel(context), number, new OtpPages(context::form, Map.of("another", true), Optional.empty()),
                context.getEvent());
    }

    private static Response form(RequiredActionContext context) {
        return form(context, context.form(), "");
    }

    private static Response form(RequiredActionContext context, LoginFormsProvider form, String typed) {
        return form.setAttribute("latchkey", Map.of("typed", typed, "maySend", new SentTextPage(context).isOffered()))
                .createForm(TEMPLATE);
    }

    private static void apply(RequiredActionContext context, String number, StepResult result) {
        result.handle(passed -> proven(context, number, passed), show -> {
            if (show.failure()) {
                DetectorFailure.report(context.getSession(), context.getUser());
            }
            context.challenge(show.page());
        });
    }

    private static void proven(RequiredActionContext context, String number, StepResult.Passed passed) {
        context.getAuthenticationSession().removeAuthNote(TYPED);
        PhoneProof proof = new PhoneProof(passed.factor(), passed.reference(), number);
        if (change(context).prove(context.getAuthenticationSession(), context.getUser(), proof,
                context.getEvent())) {
            context.success();
        } else {
            context.challenge(unavailable(context, Errors.USER_DISABLED));
        }
    }

    private static Response unavailable(RequiredActionContext context, String error) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        Audit.of(AuditStep.CODE_REFUSED).reason(AuditReason.ACCOUNT_UNAVAILABLE)
                .on(context.getEvent().clone().user(context.getUser())).error(error);
        return context.form().setError("latchkeyAccountUnavailable").createErrorPage(Response.Status.BAD_REQUEST);
    }

    @Override
    public void close() {
    }
}
