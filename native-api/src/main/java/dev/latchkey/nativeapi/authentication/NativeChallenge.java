package dev.latchkey.nativeapi.authentication;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.Problem;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.otp.account.AccountStatus;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.account.PasswordResets;
import dev.latchkey.otp.account.RegistrationForm;
import dev.latchkey.otp.account.RegistrationResult;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.prompt.OtpAnswer;
import dev.latchkey.otp.prompt.OtpAnswers;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.PhoneChoice;
import dev.latchkey.otp.prompt.RegistrationSubmission;
import dev.latchkey.otp.prompt.SignUpText;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.TypedName;
import dev.latchkey.otp.prompt.UnverifiedUser;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.policy.PasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.StorageId;

/**
 * A code that an app asks for without a sign-in: for a user who signs up, has forgotten a password or proves a mailbox.
 * The app gets the same answer whether an account exists or not. The code signs no user in.
 */
public final class NativeChallenge {

    private static final String PURPOSE = "latchkey.otp.app.purpose";
    private static final String PASSWORD_PROOF = "latchkey.otp.app.password-proof";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AuthenticationSessionModel authSession;
    private final String id;
    private final EventBuilder event;

    /**
     * @param session     the request's session
     * @param authSession the authentication session that the app has started
     * @param id          the challenge id that the app holds
     * @param event       the event of the request
     */
    public NativeChallenge(KeycloakSession session, AuthenticationSessionModel authSession, String id,
            EventBuilder event) {
        this.session = session;
        this.realm = authSession.getRealm();
        this.authSession = authSession;
        this.id = id;
        this.event = event;
    }

    /** @return the response for a challenge that is over, unknown, or bound to another client or another key */
    public static Response over() {
        return OtpProblem.over().response();
    }

    /**
     * @param errors the errors by field
     * @return the response for a form with errors; nothing was changed and no attempt was used up
     */
    public static Response rejected(List<FormMessage> errors) {
        List<Map<String, Object>> told = errors.stream().map(NativeChallenge::told).toList();
        return new Problem(400, "invalid-input", "The input is not valid", "See errors", Map.of("errors", told))
                .response();
    }

    private static Map<String, Object> told(FormMessage error) {
        Object[] parameters = error.getParameters() == null ? new Object[0] : error.getParameters();
        return Map.of("field", String.valueOf(error.getField()), "message", error.getMessage(),
                "parameters", Arrays.stream(parameters).map(String::valueOf).toList());
    }

    /**
     * Signs a user up and sends the code, or notifies the owner of an existing account with the address or number.
     *
     * @param form  the form, which was validated just before
     * @param sends whether the user sends a text in place of getting a code, which the realm offers for this form
     * @return 202 with the challenge in both cases; a problem when the account could not be created
     */
    public Response signUp(RegistrationForm form, boolean sends) {
        authSession.setAuthNote(PURPOSE, Purpose.SIGN_UP.name());
        RegistrationResult result = new RegistrationSubmission(session, authSession, event.clone()).run(form, "app",
                Optional.empty());
        return result.fold(new Registration(sends));
    }

    /** The response to each result of a sign-up; the same whether an account was created or the address is taken. */
    private final class Registration implements RegistrationResult.Cases<Response> {

        private final boolean sends;

        Registration(boolean sends) {
            this.sends = sends;
        }

        @Override
        public Response created(RegistrationResult.Created result) {
            return asked();
        }

        @Override
        public Response taken(RegistrationResult.Taken result) {
            return asked();
        }

        private Response asked() {
            return sends ? SignUpText.of(session, authSession).map(text -> SentTextAnswer.asked(id, text))
                    .orElseGet(NativeChallenge::over) : send();
        }

        @Override
        public Response rejected(RegistrationResult.Rejected result) {
            error(null, Errors.INVALID_REGISTRATION);
            return NativeChallenge.this.rejected(result.errors());
        }

        @Override
        public Response failed(RegistrationResult.Failed result) {
            error(null, Errors.INVALID_REGISTRATION);
            return new Problem(503, "sign-up-failed", "The account could not be made",
                    "Try again later; the server's log says more").response();
        }
    }

    /**
     * Sends a code to the account with this address or number, if there is one that the code can serve.
     *
     * @param purpose the purpose of the code; not a sign-in
     * @param typed   the address; for a password reset a number as well
     * @return 202 with the challenge, in any case
     */
    public Response begin(Purpose purpose, String typed) {
        authSession.setAuthNote(PURPOSE, purpose.name());
        if (purpose != Purpose.PASSWORD_RESET) {
            // otherwise an attacker who has signed up with another user's address would become the owner of the account
            // when that user types the code
            authSession.setAuthNote(PASSWORD_PROOF, "true");
        }
        if (purpose == Purpose.PASSWORD_RESET && PhoneChoice.remember(session, authSession, purpose, typed)) {
            return send();
        }
        TypedName name = TypedName.byMail(typed);
        find(purpose, typed).ifPresentOrElse(user -> UnverifiedUser.remember(authSession, purpose, name, user),
                () -> UnverifiedUser.rememberNoUser(authSession, purpose, name));
        return send();
    }

    private Optional<UserModel> find(Purpose purpose, String typed) {
        if (purpose == Purpose.PASSWORD_RESET) {
            return new PasswordResets(session, realm).find(typed);
        }
        return Optional.ofNullable(KeycloakModelUtils.findUserByNameOrEmail(session, realm, typed))
                .filter(user -> provable(purpose, user));
    }

    private boolean provable(Purpose purpose, UserModel user) {
        return user.isEnabled() && Mailbox.proves(session, realm, user) && !user.isEmailVerified()
                && user.getServiceAccountClientLink() == null
                && !user.isFederated() && StorageId.isLocalStorage(user.getId())
                && (purpose == Purpose.VERIFY_EMAIL || isSigningUp(user));
    }

    /** An admin may have made an account pending that no sign-up has created: no code completes anything there. */
    private boolean isSigningUp(UserModel user) {
        return AccountStatus.of(realm, user) == AccountStatus.PENDING
                && session.getProvider(RegistrationRecords.class).isRecorded(user.getId());
    }

    private Response send() {
        return page(step().show());
    }

    /** @return 202 with the challenge after another message; otherwise a problem */
    public Response resend() {
        return page(step().resend());
    }

    /**
     * Verifies a code and completes the operation that it is for.
     *
     * @param code     the typed text
     * @param password the new password of a reset, or the account's password when it is required in addition to the
     *                 code; may be null
     * @return 204 when the operation is completed; otherwise a problem
     */
    public Response verify(String code, String password) {
        if (asksForPassword()) {
            Optional<FormMessage> error = passwordError(password);
            if (error.isPresent()) {
                return rejected(List.of(error.get()));
            }
        }
        return step().verify(code).fold(proof -> accepted(proof, password), StepResult.Show::page);
    }

    /**
     * Completes a sign-up whose user has sent a text.
     *
     * @return 204 when the text has arrived; otherwise a problem
     */
    public Response verifyText() {
        Optional<SignUpText> text = SignUpText.of(session, authSession);
        if (text.isEmpty()) {
            return over();
        }
        return text.get().completed(event).isPresent() ? Response.noContent().build()
                : (text.get().isAwaited() ? SentTextAnswer.missing() : OtpProblem.over()).response();
    }

    private Response accepted(StepResult.Passed proof, String password) {
        UserModel user = UnverifiedUser.in(session, authSession, purpose()).map(UnverifiedUser::user).orElse(null);
        if (user == null) {
            return over();
        }
        Audit.of(AuditStep.CODE_ACCEPTED).factor(proof.factor()).channel(proof.channel()).reference(proof.reference())
                .on(event);
        return done(user, proof, password);
    }

    private Response done(UserModel user, StepResult.Passed proof, String password) {
        Purpose purpose = purpose();
        if (purpose == Purpose.PASSWORD_RESET) {
            return reset(user, password);
        }
        if (asksForPassword() && !user.credentialManager().isValid(UserCredentialModel.password(password))) {
            error(user, Errors.INVALID_USER_CREDENTIALS);
            return new Problem(400, "wrong-password", "The password is not the account's",
                    "Reset the password, or sign up anew").response();
        }
        if (purpose == Purpose.SIGN_UP) {
            return new Registrations(session, realm).complete(user, proof.signUpProof(), event)
                    ? Response.noContent().build()
                    : over();
        }
        // the account's password was typed together with the code
        session.getProvider(RegistrationRecords.class).settle(user.getId());
        return proof.mailboxProof().accept(session, user, event) ? Response.noContent().build() : over();
    }

    private Response reset(UserModel user, String password) {
        if (!PasswordResets.possible(session, realm, user, UnverifiedUser.isByPhone(authSession))) {
            return over();
        }
        try {
            new PasswordResets(session, realm).complete(user, password, event);
        } catch (ModelException e) {
            error(user, Errors.PASSWORD_REJECTED);
            return rejected(List.of(new FormMessage(Registrations.PASSWORD, e.getMessage(), e.getParameters())));
        }
        event.user(user).success();
        return Response.noContent().build();
    }

    private void error(UserModel user, String error) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        event.clone().user(user).error(error);
    }

    /** Validates the input only and never reads the account: the requester has proven nothing yet. */
    private Optional<FormMessage> passwordError(String password) {
        if (password == null || password.isBlank()) {
            return Optional.of(new FormMessage(Registrations.PASSWORD, Messages.MISSING_PASSWORD));
        }
        if (purpose() != Purpose.PASSWORD_RESET) {
            return Optional.empty();
        }
        PolicyError error = session.getProvider(PasswordPolicyManagerProvider.class)
                .validate(UnverifiedUser.in(session, authSession, purpose()).map(UnverifiedUser::typed).orElse(""),
                password);
        return Optional.ofNullable(error)
                .map(found -> new FormMessage(Registrations.PASSWORD, found.getMessage(), found.getParameters()));
    }

    private boolean asksForPassword() {
        return purpose() == Purpose.PASSWORD_RESET || authSession.getAuthNote(PASSWORD_PROOF) != null;
    }

    private Purpose purpose() {
        return purpose(authSession);
    }

    /**
     * @param authSession the authentication session that the app has started
     * @return the purpose of its code
     */
    public static Purpose purpose(AuthenticationSessionModel authSession) {
        return Purpose.valueOf(authSession.getAuthNote(PURPOSE));
    }

    private OtpStep step() {
        UnverifiedUser unverified = UnverifiedUser.in(session, authSession, purpose()).orElseThrow();
        return new OtpStep(session, authSession, unverified, purpose(), new Problems(id), event);
    }

    private static Response page(StepResult result) {
        return result.fold(passed -> over(), StepResult.Show::page);
    }

    /** Answers with Problem JSON. */
    private record Problems(String id) implements OtpAnswers {

        @Override
        public OtpAnswer about(OtpRequest request, OtpChannel channel) {
            return new OtpProblem(id, request, channel);
        }

        @Override
        public boolean inBrowser() {
            return false;
        }

        @Override
        public Response withoutAddress(OtpChannel channel) {
            return over();
        }
    }
}
