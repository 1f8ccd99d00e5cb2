package dev.latchkey.nativeapi.rest;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.nativeapi.authentication.NativeAnswer;
import dev.latchkey.nativeapi.authentication.NativeMailbox;
import dev.latchkey.nativeapi.authentication.NativeNumber;
import dev.latchkey.nativeapi.authentication.OngoingNativeSignIn;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.signin.CurrentTab;
import dev.latchkey.signin.account.DueActions;
import dev.latchkey.signin.account.PasswordWatch;
import dev.latchkey.signin.filter.RevokedSignIn;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.authentication.authenticators.util.AcrStore;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.ClientSessionCode;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.CommonClientSessionModel.ExecutionStatus;

/**
 * One request of a sign-in without a browser: runs the flow as far as possible, and issues the authorization code when
 * the flow has authenticated the user. Works like Keycloak's own direct grant (keycloak-services, not a public API).
 */
final class NativeSignIn {

    /**
     * Note of a sign-in whose flow has succeeded, and that waits for a required action: no step runs again. When that
     * was, epoch seconds.
     */
    private static final String PASSED = "latchkey.native.flow-passed";
    private static final Pattern CODE = Pattern.compile("(?:^|&)code=([^&]+)");

    /** The result of a request. */
    sealed interface Outcome {

        /**
         * Handles every case; a case that is added later fails the compiler at each caller.
         *
         * @param <T>  what the caller makes of the result
         * @param done for a user who is signed in
         * @param asks for a step that asks for more, or has ended the sign-in
         * @return what the function of this case returns
         */
        <T> T fold(Function<Done, T> done, Function<Asks, T> asks);

        /**
         * The user is signed in.
         *
         * @param code         the authorization code
         * @param actionStatus what became of the action that the app has asked for; empty when it has asked for none
         */
        record Done(String code, Optional<String> actionStatus) implements Outcome {

            @Override
            public <T> T fold(Function<Done, T> done, Function<Asks, T> asks) {
                return done.apply(this);
            }
        }

        /**
         * A step asks for more, or has ended the sign-in.
         *
         * @param response the response of the step; its entity is a {@link NativeAnswer}
         * @param answer   that entity
         */
        record Asks(Response response, NativeAnswer answer) implements Outcome {

            @Override
            public <T> T fold(Function<Done, T> done, Function<Asks, T> asks) {
                return asks.apply(this);
            }
        }
    }

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EventBuilder event;
    private final AuthenticationSessionModel authSession;
    private final AuthenticationProcessor processor;

    NativeSignIn(KeycloakSession session, EventBuilder event, AuthenticationSessionModel authSession,
            AuthenticationFlowModel flow) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.event = event;
        this.authSession = authSession;
        this.processor = new FlowOnly();
        processor.setAuthenticationSession(authSession)
                .setFlowId(flow.getId())
                .setFlowPath(OngoingNativeSignIn.FLOW_PATH)
                .setConnection(session.getContext().getConnection())
                .setEventBuilder(event)
                .setRealm(realm)
                .setSession(session)
                .setUriInfo(session.getContext().getUri())
                .setRequest(session.getContext().getHttpRequest());
    }

    /**
     * @return the result of the request
     * @throws OAuthRefusal if this sign-in cannot continue; it is over then
     */
    Outcome run() throws OAuthRefusal {
        session.getContext().setAuthenticationSession(authSession);
        CurrentTab.keep(session, authSession);
        UserModel user = authSession.getAuthenticatedUser();
        if (user != null && RevokedSignIn.isRevoked(session, authSession)) {
            refuse(user);
        }
        if (authSession.getAuthNote(PASSED) != null) {
            goOn(user);
            return passed(session.getContext().getHttpRequest().getDecodedFormParameters());
        }
        Response challenge = flow();
        if (authSession.getAuthenticatedUser() != null) {
            PasswordWatch.goOn(authSession, authSession.getAuthenticatedUser());
        }
        if (challenge == null) {
            new AcrStore(session, authSession).setAuthFlowLevelAuthenticatedToCurrentRequest();
            return passed(new MultivaluedHashMap<>());
        }
        if (challenge.getEntity() instanceof NativeAnswer answer) {
            return new Outcome.Asks(challenge, answer);
        }
        if (challenge.getEntity() instanceof OAuth2ErrorRepresentation refused) {
            // the response of Keycloak's own steps for apps; some of their errors have a status other than in RFC 6749,
            // and some descriptions show a client with the correct password why an account is refused
            throw OAuthErrorException.INVALID_GRANT.equals(refused.getError()) ? invalidCredentials()
                    : new OAuthRefusal(refused.getError(), refused.getErrorDescription());
        }
        throw authSession.getExecutionStatus().containsValue(ExecutionStatus.FAILED)
                ? OAuthRefusal.accessDenied("The sign-in was refused")
                : OAuthRefusal.redirectToWeb("The sign-in needs a page that an app cannot show");
    }

    /** What Keycloak asks of a sign-in before it runs the flow; and requests keep what was proven alive no longer. */
    private void goOn(UserModel user) throws OAuthRefusal {
        if (user == null || !new ClientSessionCode<>(session, realm, authSession)
                .isActionActive(ClientSessionCode.ActionType.LOGIN)
                || Time.currentTime() - Integer.parseInt(authSession.getAuthNote(PASSED))
                        > realm.getAccessCodeLifespanLogin()) {
            throw OAuthRefusal.invalidSession();
        }
        Optional<AccountState.Unavailable> unavailable = AccountState.unavailable(session, realm, user);
        if (unavailable.isPresent()) {
            event.user(user);
            error(unavailable.get().error());
            throw OAuthRefusal.accessDenied("The account cannot sign in");
        }
        authSession.getParentSession().setTimestamp(Time.currentTime());
    }

    /** Completes a sign-in whose flow has succeeded, once it has what its required actions ask for. */
    private Outcome passed(MultivaluedMap<String, String> form) throws OAuthRefusal {
        UserModel user = authSession.getAuthenticatedUser();
        if (RevokedSignIn.isOutdated(session, authSession)) {
            refuse(user);
        }
        NativeMailbox mailbox = new NativeMailbox(session, authSession, event);
        // nothing is asked for in vain
        refuseIfDue(user, alias -> !NativeNumber.ACTION.equals(alias) && !mailbox.settles(alias));
        // what the request holds answers one question
        MultivaluedMap<String, String> forNumber = mailbox.isDemanded() ? new MultivaluedHashMap<>() : form;
        // the mailbox first, as in the browser: a password alone sets no number
        Optional<Response> asks = mailbox.run(form)
                .or(() -> new NativeNumber(session, authSession, event).run(forNumber));
        if (asks.isPresent()) {
            if (authSession.getAuthNote(PASSED) == null) {
                authSession.setAuthNote(PASSED, Integer.toString(Time.currentTime()));
            }
            return new Outcome.Asks(asks.get(), (NativeAnswer) asks.get().getEntity());
        }
        refuseIfDue(user, alias -> true);
        Optional<String> status = mailbox.status()
                .or(() -> Optional.ofNullable(authSession.getClientNote(Constants.KC_ACTION_STATUS)));
        return new Outcome.Done(finish(), status);
    }

    private void refuseIfDue(UserModel user, Predicate<String> asks) throws OAuthRefusal {
        Optional<String> action = DueActions.evaluate(session, authSession, event, asks);
        if (action.isPresent()) {
            event.user(user).detail(Details.REASON, action.get());
            error(Errors.RESOLVE_REQUIRED_ACTIONS);
            throw OAuthRefusal.redirectToWeb("Something must be done on a page first");
        }
    }

    /**
     * Refuses the sign-in: the account has changed since its factors were proven, by a reset for example, or all
     * sign-ins of the user were revoked.
     */
    private void refuse(UserModel user) throws OAuthRefusal {
        Audit.of(PasswordWatch.outdated(authSession, user)
                ? AuditStep.OLD_PASSWORD_REFUSED
                : AuditStep.REVOKED_SIGN_IN_REFUSED).on(event.user(user));
        error(Errors.INVALID_USER_CREDENTIALS);
        throw invalidCredentials();
    }

    private static OAuthRefusal invalidCredentials() {
        return new OAuthRefusal(OAuthErrorException.INVALID_GRANT, "Invalid user credentials");
    }

    private Response flow() throws OAuthRefusal {
        try {
            return processor.authenticateOnly();
        } catch (AuthenticationFlowException e) {
            throw refusal(e);
        }
    }

    private OAuthRefusal refusal(AuthenticationFlowException e) {
        AuthenticationFlowError error = e.getError() == null ? AuthenticationFlowError.ACCESS_DENIED : e.getError();
        switch (error) {
            case EXPIRED_CODE, INVALID_CLIENT_SESSION:
                return OAuthRefusal.invalidSession();
            case CREDENTIAL_SETUP_REQUIRED:
                return OAuthRefusal.redirectToWeb("Something must be set up first");
            case INVALID_USER, UNKNOWN_USER, INVALID_CREDENTIALS, USER_DISABLED, USER_TEMPORARILY_DISABLED:
                error(Errors.INVALID_USER_CREDENTIALS);
                return invalidCredentials();
            default:
                error(Errors.ACCESS_DENIED);
                return OAuthRefusal.accessDenied("The sign-in was refused");
        }
    }

    private String finish() {
        // Keycloak issues an authorization code in a redirect. No client follows this redirect, and since the request
        // has no redirect_uri, the token endpoint does not require one
        authSession.setRedirectUri(Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()));
        ClientSessionContext context = processor.attachSession();
        UserSessionModel userSession = processor.getUserSession();
        userSession.setNote(AuthenticationManager.AUTH_TIME, String.valueOf(Time.currentTimeMillis() / 1000));
        event.detail(Details.CODE_ID, userSession.getId()).success();
        AuthenticationManager.logSuccess(session, authSession);
        return code(protocol().authenticated(authSession, userSession, context));
    }

    private void error(String error) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        event.error(error);
    }

    private LoginProtocol protocol() {
        return session.getProvider(LoginProtocol.class, authSession.getProtocol())
                .setRealm(realm)
                .setHttpHeaders(session.getContext().getHttpRequest().getHttpHeaders())
                .setUriInfo(session.getContext().getUri())
                .setEventBuilder(event);
    }

    private static String code(Response redirect) {
        Matcher code = CODE.matcher(redirect.getLocation().getQuery());
        if (!code.find()) {
            throw new IllegalStateException("Keycloak has handed out no authorization code");
        }
        return code.group(1);
    }

    /** Prevents that a step that restarts the flow completes it as in a browser, with cookies and a redirect. */
    private static final class FlowOnly extends AuthenticationProcessor {

        @Override
        protected Response authenticationComplete() {
            throw new AuthenticationFlowException(AuthenticationFlowError.INTERNAL_ERROR);
        }
    }
}
