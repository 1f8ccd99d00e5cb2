package dev.latchkey.nativeapi.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.otp.NumberChanges;
import dev.latchkey.otp.NumberText;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.DirectoryWrite;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.otp.prompt.DetectorFailure;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnprovenSignIn;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.RequiredActionContext.KcActionStatus;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The required action {@value #ACTION} in the sign-in of an app, which the app or an administrator asks for: the user
 * types a telephone number and proves it by a code, or by sending a text where the realm takes one. The rules are those
 * of the page. No token sets a number: one would stand for a factor that was passed in another sign-in.
 */
public final class NativeNumber {

    /** Alias of the required action. */
    public static final String ACTION = AddressProof.PHONE_ACTION;

    private static final String NUMBER = "phone_number";
    private static final String SENT_TEXT = "sent_text";
    private static final String SENT_TEXT_ERROR = "sent_text_error";
    private static final int TOO_MANY = 429;
    /** Note of the sign-in: the number that the user has typed. */
    private static final String TYPED = "latchkey.native.number";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final NativeAction action;
    private final EventBuilder event;
    private final PhoneIdentifiers phones;
    private final NumberChanges changes;
    private final NumberText text;

    /**
     * @param session     the request's session
     * @param authSession a sign-in whose flow has succeeded
     * @param signIn      the event of the sign-in; clones are sent
     */
    public NativeNumber(KeycloakSession session, AuthenticationSessionModel authSession, EventBuilder signIn) {
        this.session = session;
        this.realm = authSession.getRealm();
        this.authSession = authSession;
        this.user = authSession.getAuthenticatedUser();
        this.action = new NativeAction(ACTION, authSession);
        this.event = action.event(signIn);
        this.phones = session.getProvider(PhoneIdentifiers.class);
        this.changes = phones.numberChanges(realm);
        this.text = phones.numberText(authSession, user);
    }

    /**
     * Asks for the number and its proof, where the action is demanded and the sign-in has proven enough for it.
     *
     * @param form the parameters of the request; empty in a request that has answered something else, whose code is not
     *             one to a number
     * @return the answer that asks for more, or ends the sign-in; empty when the action is done, or is passed over as
     *         the page passes it over
     */
    public Optional<Response> run(MultivaluedMap<String, String> form) {
        if (!action.isInitiated() && !action.isDue()) {
            return Optional.empty();
        }
        if (!changes.areOffered() || !UnprovenSignIn.maySetAddress(session, authSession, user)) {
            action.tell(KcActionStatus.ERROR);
            return Optional.empty();
        }
        if (!DirectoryWrite.possible(session, realm, user)) {
            return Optional.of(notStored());
        }
        boolean sends = NativeAction.YES.equals(form.getFirst(SENT_TEXT));
        if (form.containsKey(NUMBER)) {
            return type(OtpForm.only(form, NUMBER), sends);
        }
        // asked again at every request: an authenticator app may have been set up since
        Optional<String> number = Optional.ofNullable(authSession.getAuthNote(TYPED)).filter(this::accepts);
        if (number.isPresent() && text.word().isPresent()) {
            return sends ? prove(number.get()) : Optional.of(wait(number.get(), Map.of()));
        }
        return number.map(typed -> apply(typed, NativeAction.answer(step(typed), form)))
                .orElseGet(() -> Optional.of(ask(Map.of())));
    }

    private Optional<Response> type(String typed, boolean sends) {
        text.forget();
        Optional<String> number = phones.read(realm, typed).filter(this::accepts);
        if (number.isEmpty()) {
            // one answer to every number that no text is sent to, and to one that this sign-in may not set
            authSession.removeAuthNote(TYPED);
            return Optional.of(ask(Map.of("phone_number_error", "refused")));
        }
        authSession.setAuthNote(TYPED, number.get());
        return sends ? Optional.of(wait(number.get(), Map.of())) : apply(number.get(), step(number.get()).show());
    }

    private boolean accepts(String number) {
        return changes.accepts(authSession, user, number);
    }

    /** Waits for a text of the user. Where there can be none any more, no code is sent that was not asked for. */
    private Response wait(String number, Map<String, Object> more) {
        Optional<String> serviceNumber = text.serviceNumber();
        if (serviceNumber.isEmpty()) {
            return askAnew(Map.of(SENT_TEXT_ERROR, "not_offered"));
        }
        return text.await(number).fold(admitted -> {
            NativeAnswer answer = NativeAnswer.goingOn(NativeAction.INSUFFICIENT,
                    "The user sends a text with word to service_number; ask by sent_text whether it has arrived");
            answer.members().put("sent_text_required", true);
            answer.members().put("word", text.word().orElseThrow());
            answer.members().put("service_number", serviceNumber.get());
            answer.members().put(Constants.KC_ACTION, ACTION);
            answer.members().putAll(more);
            return answer.response(NativeAction.FORBIDDEN);
        }, this::tooMany);
    }

    private Response tooMany(RateResult.Refused refused) {
        Response response = Response.fromResponse(askAnew(Map.of(SENT_TEXT_ERROR, "too_many_mails"))).status(TOO_MANY)
                .build();
        return TooManyRequests.answer(response, "otp-send", refused.retryAfterSeconds());
    }

    private Response askAnew(Map<String, Object> more) {
        text.forget();
        authSession.removeAuthNote(TYPED);
        return ask(more);
    }

    private Optional<Response> prove(String number) {
        if (!text.prove(number, event)) {
            // also of a number that an account holds
            return Optional.of(wait(number, Map.of(SENT_TEXT_ERROR, "missing")));
        }
        return done();
    }

    private OtpStep step(String number) {
        return OtpStep.toNewAddress(session, authSession, user,
                OtpChannels.named(session, PhoneIdentifiers.CHANNEL), number,
                NativeOtps.authorizationChallenge(Map.of(Constants.KC_ACTION, ACTION)), event);
    }

    private Optional<Response> apply(String number, StepResult result) {
        return result.fold(passed -> proven(new PhoneProof(passed.factor(), passed.reference(), number)), show -> {
            if (show.failure()) {
                DetectorFailure.report(session, user);
            }
            return Optional.of(show.page());
        });
    }

    private Optional<Response> proven(PhoneProof proof) {
        authSession.removeAuthNote(TYPED);
        return changes.prove(authSession, user, proof, event) ? done() : Optional.of(notStored());
    }

    private Optional<Response> done() {
        authSession.removeAuthNote(TYPED);
        action.done();
        return Optional.empty();
    }

    private Response ask(Map<String, Object> more) {
        NativeAnswer answer = NativeAnswer.goingOn(NativeAction.INSUFFICIENT,
                "A phone number is to be proven; send it as phone_number");
        answer.members().put("phone_number_required", true);
        if (text.serviceNumber().isPresent()) {
            answer.members().put("sent_text_offered", true);
        }
        answer.members().put(Constants.KC_ACTION, ACTION);
        answer.members().putAll(more);
        return answer.response(NativeAction.FORBIDDEN);
    }

    private static Response notStored() {
        return NativeAction.ended("The number cannot be stored");
    }
}
