package dev.latchkey.nativeapi.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.otp.NumberChanges;
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
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The required action {@value #ACTION} in the sign-in of an app, which the app or an administrator asks for: the user
 * types a telephone number and proves it by a code. The rules are those of the page. No token sets a number: one would
 * stand for a factor that was passed in another sign-in.
 */
public final class NativeNumber {

    /** Alias of the required action. */
    public static final String ACTION = AddressProof.PHONE_ACTION;

    private static final String NUMBER = "phone_number";
    private static final String OTP = "otp";
    private static final String RESEND = "resend";
    private static final String YES = "true";
    private static final int FORBIDDEN = 403;
    /** Note of the sign-in: the number that the user has typed. */
    private static final String TYPED = "latchkey.native.number";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final EventBuilder event;
    private final PhoneIdentifiers phones;
    private final NumberChanges changes;

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
        this.event = signIn.clone().event(EventType.CUSTOM_REQUIRED_ACTION)
                .detail(Details.CUSTOM_REQUIRED_ACTION, ACTION).user(user);
        this.phones = session.getProvider(PhoneIdentifiers.class);
        this.changes = phones.numberChanges(realm);
    }

    /**
     * Asks for the number and its code, where the action is demanded and the sign-in has proven enough for it.
     *
     * @param form the parameters of the request; empty in the request that has completed the flow, whose code is not
     *             one to a number
     * @return the answer that asks for more, or ends the sign-in; empty when the action is done, or is passed over as
     *         the page passes it over
     */
    public Optional<Response> run(MultivaluedMap<String, String> form) {
        if (!isDemanded()) {
            return Optional.empty();
        }
        if (!changes.areOffered() || !UnprovenSignIn.maySetAddress(session, authSession, user)) {
            AuthenticationManager.setKcActionStatus(ACTION, KcActionStatus.ERROR, authSession);
            return Optional.empty();
        }
        if (!DirectoryWrite.possible(session, realm, user)) {
            return Optional.of(notStored());
        }
        if (form.containsKey(NUMBER)) {
            return type(OtpForm.only(form, NUMBER));
        }
        // asked again at every request: an authenticator app may have been set up since
        return Optional.ofNullable(authSession.getAuthNote(TYPED)).filter(this::accepts)
                .map(number -> apply(number, answer(step(number), form)))
                .orElseGet(() -> Optional.of(ask(Map.of())));
    }

    private boolean isDemanded() {
        return ACTION.equals(authSession.getClientNote(Constants.KC_ACTION))
                || user.getRequiredActionsStream().anyMatch(ACTION::equals)
                || authSession.getRequiredActions().contains(ACTION);
    }

    private Optional<Response> type(String typed) {
        Optional<String> number = phones.read(realm, typed).filter(this::accepts);
        if (number.isEmpty()) {
            // one answer to every number that no text is sent to, and to one that this sign-in may not set
            authSession.removeAuthNote(TYPED);
            return Optional.of(ask(Map.of("phone_number_error", "refused")));
        }
        authSession.setAuthNote(TYPED, number.get());
        return apply(number.get(), step(number.get()).show());
    }

    private boolean accepts(String number) {
        return changes.accepts(authSession, user, number);
    }

    private static StepResult answer(OtpStep step, MultivaluedMap<String, String> form) {
        if (YES.equals(form.getFirst(RESEND))) {
            return step.resend();
        }
        return form.containsKey(OTP) ? step.verify(OtpForm.only(form, OTP)) : step.show();
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
        if (!changes.prove(authSession, user, proof, event)) {
            return Optional.of(notStored());
        }
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(ACTION));
        authSession.removeRequiredAction(ACTION);
        AuthenticationManager.setKcActionStatus(ACTION, KcActionStatus.SUCCESS, authSession);
        return Optional.empty();
    }

    private static Response ask(Map<String, Object> more) {
        NativeAnswer answer = NativeAnswer.goingOn("insufficient_authorization",
                "A phone number is to be proven; send it as phone_number");
        answer.members().put("phone_number_required", true);
        answer.members().put(Constants.KC_ACTION, ACTION);
        answer.members().putAll(more);
        return answer.response(FORBIDDEN);
    }

    private static Response notStored() {
        return NativeAnswer.ending("access_denied", "The number cannot be stored").response(FORBIDDEN);
    }
}
