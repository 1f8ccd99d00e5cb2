package dev.latchkey.otp.rest;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.lease.SignInBusy;
import dev.latchkey.common.lease.SignInLease;
import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateResult;
import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.net.TooManyRequests;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.VerifyResult;
import dev.latchkey.otp.mail.MaskedEmail;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.OtpRequests;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.UnverifiedUser;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.services.util.AuthenticationFlowURLHelper;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.sessions.RootAuthenticationSessionModel;

/**
 * The page behind a mailed link. Opening it changes nothing. Its button completes the sign-in only in the browser that
 * holds the authentication session; in every other browser the page asks the user to type the code, so that a victim
 * who clicks an attacker's link completes nothing (NIST SP 800-63B-4, 3.1.3).
 */
public final class LinkPage {

    private static final String TEMPLATE = "latchkey-link.ftl";
    private static final int MAX_PARAMETER = 128;
    private static final Pattern BRACES = Pattern.compile("[{}]");
    private static final String NO_CHALLENGE = "unknown";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * Creates the page for one request.
     *
     * @param session the request's session, with the realm in its context
     */
    public LinkPage(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Shows the state of a link; changes nothing.
     *
     * @param challengeId the challenge
     * @param token       the link's token
     * @return a page with a button in the browser that holds the sign-in; otherwise a page that asks the user to type
     *         the code, or one that reports that the link is not valid
     */
    public Response open(String challengeId, String token) {
        if (!wellFormed(challengeId) || !wellFormed(token)) {
            return malformed();
        }
        return tabOf(challengeId).map(tab -> offer(tab, challengeId, token))
                .orElseGet(() -> page("elsewhere", Map.of()));
    }

    private Response offer(Tab tab, String challengeId, String token) {
        Optional<Challenge> challenge = session.getProvider(EmailOtpProvider.class)
                .findByLink(request(tab), challengeId, token)
                .filter(found -> found.live(Time.currentTimeMillis()));
        return challenge.map(found -> page("confirm", Map.of(
                        "token", token,
                        "reference", found.reference(),
                        "maskedEmail", MaskedEmail.of(tab.user().getEmail()),
                        "actionUrl", LinkAddress.of(FrontendUrl.base(session), realm, challengeId).build()
                                .toString())))
                .orElseGet(() -> page("invalid", Map.of()));
    }

    private OtpRequest request(Tab tab) {
        return OtpRequests.of(session, tab.authSession(), tab.user(), tab.purpose());
    }

    /**
     * Uses the link up and continues the sign-in in the browser that holds it.
     *
     * @param challengeId the challenge
     * @param token       the link's token
     * @return a redirect back into the sign-in; otherwise a page that shows why the link was not accepted
     */
    public Response confirm(String challengeId, String token) {
        if (!wellFormed(challengeId) || !wellFormed(token)) {
            return malformed();
        }
        // the requests of the sign-in that the link completes are serialised
        if (!SignInLease.begin(session)) {
            return SignInBusy.page(session, LinkAddress.of(FrontendUrl.base(session), realm, challengeId)
                    .queryParam(LinkAddress.TOKEN, token).build());
        }
        Optional<Tab> tab = tabOf(challengeId);
        if (tab.isEmpty()) {
            return page("elsewhere", Map.of());
        }
        RateResult rate = ClientRate.take(session, realm, Limit.LINK_IP_MINUTE);
        if (rate instanceof RateResult.Refused refused) {
            return TooManyRequests.page(session, "otp-link", refused.retryAfterSeconds());
        }
        return signedInAlready(tab.get()).orElseGet(() -> use(tab.get(), challengeId, token));
    }

    /**
     * Refuses before the link is used up when the sign-in cannot be completed because another user is signed in, as
     * with a code.
     */
    private Optional<Response> signedInAlready(Tab tab) {
        return SessionOfAnother.isShownFor(tab.purpose())
                ? SessionOfAnother.refusal(session, tab.authSession(), tab.user(),
                        new EventBuilder(realm, session, session.getContext().getConnection())
                                .event(event(tab.purpose())).client(tab.authSession().getClient()))
                : Optional.empty();
    }

    private Response use(Tab tab, String challengeId, String token) {
        VerifyResult result =
                session.getProvider(EmailOtpProvider.class).verifyLink(request(tab), challengeId, token);
        if (!(result instanceof VerifyResult.Accepted accepted)) {
            refused(tab, result);
            return page("invalid", Map.of());
        }
        new ChallengeNotes(tab.authSession(), tab.purpose()).linkAccepted(accepted.reference());
        return Response.seeOther(new AuthenticationFlowURLHelper(session, realm, session.getContext().getUri())
                .getLastExecutionUrl(tab.authSession())).header("Cache-Control", "no-store").build();
    }

    private void refused(Tab tab, VerifyResult result) {
        AuditReason reason = result.reason().orElse(AuditReason.CODE_EXPIRED);
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(event(tab.purpose()))
                .user(tab.user()).client(tab.authSession().getClient());
        Audit.of(AuditStep.CODE_REFUSED).factor("link").reason(reason).on(event)
                .error(reason == AuditReason.CODE_EXPIRED ? Errors.EXPIRED_CODE : Errors.ACCESS_DENIED);
    }

    /**
     * @param purpose the purpose of a code or link
     * @return the type of Keycloak event that its verification is logged as
     */
    public static EventType event(Purpose purpose) {
        return switch (purpose) {
            case FIRST_FACTOR, SECOND_FACTOR -> EventType.LOGIN;
            case SIGN_UP -> EventType.REGISTER;
            case PASSWORD_RESET -> EventType.RESET_PASSWORD;
            case VERIFY_EMAIL -> EventType.VERIFY_EMAIL;
        };
    }

    /** Finds the tab of this browser that waits for the challenge. */
    private Optional<Tab> tabOf(String challengeId) {
        RootAuthenticationSessionModel root =
                new AuthenticationSessionManager(session).getCurrentRootAuthenticationSession(realm);
        if (root == null) {
            return Optional.empty();
        }
        return root.getAuthenticationSessions().values().stream()
                .flatMap(authSession -> List.of(Purpose.values()).stream()
                        .filter(purpose -> new ChallengeNotes(authSession, purpose).challenge()
                                .filter(challengeId::equals).isPresent())
                        .map(purpose -> new Tab(authSession, userOf(authSession, purpose), purpose)))
                .filter(tab -> tab.user() != null && tab.user().isEnabled() && tab.user().getEmail() != null)
                .findFirst();
    }

    private UserModel userOf(AuthenticationSessionModel authSession, Purpose purpose) {
        UserModel user = authSession.getAuthenticatedUser();
        return user != null ? user : UnverifiedUser.in(session, authSession, purpose).map(UnverifiedUser::user)
                .orElse(null);
    }

    private Response page(String state, Map<String, Object> more) {
        Map<String, Object> bean = new HashMap<>(more);
        bean.put("state", state);
        return Response.fromResponse(session.getProvider(LoginFormsProvider.class)
                        .setAttribute("latchkey", bean)
                        .createForm(TEMPLATE))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /**
     * Redirects when the URL contains braces: Keycloak fails to render such a page, because it takes the braces for
     * variables when it builds the language links.
     */
    private Response malformed() {
        URI address = session.getContext().getUri().getRequestUri();
        if (BRACES.matcher(address.getPath() + address.getQuery()).find()) {
            return Response.seeOther(LinkAddress.of(FrontendUrl.base(session), realm, NO_CHALLENGE).build())
                    .header("Cache-Control", "no-store").build();
        }
        return page("invalid", Map.of());
    }

    private static boolean wellFormed(String parameter) {
        return parameter != null && parameter.length() <= MAX_PARAMETER && parameter.matches("[A-Za-z0-9_-]+");
    }

    private record Tab(AuthenticationSessionModel authSession, UserModel user, Purpose purpose) {
    }
}
