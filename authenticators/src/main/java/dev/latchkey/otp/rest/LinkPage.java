package dev.latchkey.otp.rest;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.Challenge;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.OpenedLink;
import dev.latchkey.otp.VerifyResult;
import dev.latchkey.otp.mail.MailNames;
import dev.latchkey.otp.mail.MaskedEmail;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.LockMessage;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.signin.lease.SignInBusy;
import dev.latchkey.signin.lease.SignInLease;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.FormMessage;

/**
 * The page behind a mailed link. Opening it changes nothing. Its button completes the sign-in only in the browser that
 * holds the authentication session; in every other browser the page asks the user to type the code, so that a victim
 * who clicks an attacker's link completes nothing (NIST SP 800-63B-4, 3.1.3), or, where the policy allows it, the
 * number that the waiting page shows.
 */
public final class LinkPage {

    private static final String TEMPLATE = "latchkey-link.ftl";
    private static final int MAX_PARAMETER = 128;
    private static final Pattern BRACES = Pattern.compile("[{}]");
    private static final String NO_CHALLENGE = "unknown";
    private static final String ELSEWHERE = "elsewhere";
    /** The same for a mail without a code: there is nothing to type. */
    private static final String OTHER_BROWSER = "other_browser";
    private static final Set<String> OF_ANOTHER_BROWSER = Set.of(ELSEWHERE, OTHER_BROWSER);
    /** States whose page, or the page that waits for it, goes on with the sign-in. */
    private static final Set<String> LEADING_ON = Set.of("confirm", "number", "confirmed");
    private static final String INVALID = "invalid";
    private static final String USED = "used";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EmailOtpProvider provider;
    private final BrowserTabs tabs;
    private final NumberPage numbers;

    /**
     * Creates the page for one request.
     *
     * @param session the request's session, with the realm in its context
     */
    public LinkPage(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.provider = session.getProvider(EmailOtpProvider.class);
        this.tabs = new BrowserTabs(session);
        this.numbers = new NumberPage(session);
        chooseLanguage();
    }

    /** Keycloak reads the choice from the menu of languages at its own pages alone. */
    private void chooseLanguage() {
        String chosen = session.getContext().getUri().getQueryParameters()
                .getFirst(LocaleSelectorProvider.KC_LOCALE_PARAM);
        if (chosen != null && realm.isInternationalizationEnabled()) {
            // of this page alone: opening a link changes nothing
            session.setAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE, chosen);
        }
    }

    /**
     * Shows the state of a link; changes nothing.
     *
     * @param challengeId the challenge
     * @param token       the link's token
     * @return a page with a button in the browser that holds the sign-in; otherwise a page that reports what has become
     *         of the link, with a way back to the sign-in where this browser has one
     */
    public Response open(String challengeId, String token) {
        if (!wellFormed(challengeId) || !wellFormed(token)) {
            return malformed();
        }
        List<WaitingTab> waiting = waitingFor(challengeId);
        return only(waiting).flatMap(tab -> unavailable(tab).or(() -> confirmable(tab, challengeId, token)
                        .map(challenge -> confirmation(tab, challenge, token))))
                .or(() -> waiting.isEmpty() ? numbers.open(challengeId, token, tabs.sessionId()) : Optional.empty())
                .orElseGet(() -> ended(waiting, challengeId));
    }

    private List<WaitingTab> waitingFor(String challengeId) {
        List<WaitingTab> waiting = tabs.waitingFor(challengeId);
        // the application of the sign-in, whatever the URL names
        only(waiting).ifPresent(tab -> session.getContext().setClient(tab.authSession().getClient()));
        return waiting;
    }

    /**
     * Of several tabs none is completed: a hidden page, or another user of a copied cookie, may have opened one of
     * them. What the user types counts in the tab in which it is typed.
     */
    private static Optional<WaitingTab> only(List<WaitingTab> waiting) {
        return waiting.size() == 1 ? Optional.of(waiting.get(0)) : Optional.empty();
    }

    /** The tab has passed a factor: its user may be told what the page that waits shows. */
    private Optional<Response> unavailable(WaitingTab tab) {
        return tab.afterAFactor(session)
                ? AccountState.unavailable(session, realm, tab.user())
                        .map(state -> lockedPage(session, LockMessage.of(state), back(tab)))
                : Optional.empty();
    }

    private Optional<Challenge> confirmable(WaitingTab tab, String challengeId, String token) {
        return provider.findByLink(tab.request(session), challengeId, token)
                .filter(found -> found.live(Time.currentTimeMillis()));
    }

    private Response confirmation(WaitingTab tab, Challenge challenge, String token) {
        return page("confirm", Map.of(
                "token", token,
                "reference", challenge.reference(),
                "client", MailNames.client(tab.authSession().getClient()),
                "maskedAddress", MaskedEmail.of(tab.user().getEmail()),
                "actionUrl", address(session, challenge.id()).toString()));
    }

    /** Reports why a link cannot be confirmed here. */
    private Response ended(List<WaitingTab> waiting, String challengeId) {
        return waiting.isEmpty()
                ? endedPage(stateWithoutTab(challengeId), tabs.onlyTab())
                : endedPage(stateInTab(waiting, challengeId),
                        only(waiting).map(tab -> tabs.address(tab.authSession())));
    }

    private Response endedPage(String state, Optional<URI> back) {
        return page(state, back.filter(address -> !OF_ANOTHER_BROWSER.contains(state))
                .<Map<String, Object>>map(address -> Map.of("backUrl", address.toString())).orElse(Map.of()));
    }

    /** Renders the page with what the waiting page tells about an account that cannot sign in. */
    static Response lockedPage(KeycloakSession session, FormMessage message, Optional<URI> back) {
        forms(session).setError(message.getMessage(), message.getParameters());
        return page(session, "locked", back.<Map<String, Object>>map(address -> Map.of("backUrl", address.toString()))
                .orElse(Map.of()), Optional.empty());
    }

    private String stateInTab(List<WaitingTab> waiting, String challengeId) {
        return provider.find(waiting.get(0).request(session), challengeId)
                .map(challenge -> endOf(challenge).map(state -> USED.equals(state) ? usedInTab(waiting) : state)
                        .orElse(waiting.size() > 1 ? "several" : "replaced"))
                .orElse(INVALID);
    }

    /** A tab that has used a code has forgotten it, and one that a link has let go on has a note of that. */
    private static String usedInTab(List<WaitingTab> waiting) {
        return waiting.stream().anyMatch(tab -> tab.notes().isLinkAccepted()) ? USED : "used_in_another_tab";
    }

    private String stateWithoutTab(String challengeId) {
        return provider.findOpened(realm, challengeId, tabs.sessionId())
                .map(opened -> endOf(opened.challenge()).orElseGet(() -> stateOfOpen(opened)))
                .orElse(INVALID);
    }

    private String stateOfOpen(OpenedLink opened) {
        if (!opened.here()) {
            return opened.challenge().codeMailed() ? ELSEWHERE : OTHER_BROWSER;
        }
        return tabs.waitForAnother(opened.challenge().id()) ? "replaced" : "over";
    }

    private static Optional<String> endOf(Challenge challenge) {
        long now = Time.currentTimeMillis();
        if (challenge.used()) {
            return Optional.of(USED);
        }
        if (challenge.expiresAt() <= now) {
            return Optional.of("expired");
        }
        return challenge.live(now) ? Optional.empty() : Optional.of("used_up");
    }

    /**
     * Uses the link up and continues the sign-in in the browser that holds it.
     *
     * @param challengeId the challenge
     * @param token       the link's token
     * @param typed       the number that the page which waits in another browser shows, where one was typed
     * @return a redirect back into the sign-in; otherwise a page that shows why the link was not accepted, or what has
     *         become of the number
     */
    public Response confirm(String challengeId, String token, NumberAnswer typed) {
        if (!wellFormed(challengeId) || !wellFormed(token)) {
            return malformed();
        }
        // the requests of the sign-in that the link completes are serialised
        if (!SignInLease.begin(session)) {
            return SignInBusy.page(session, LinkAddress.leadingTo(
                    LinkAddress.of(FrontendUrl.base(session), realm, challengeId).queryParam(LinkAddress.TOKEN, token),
                    LinkExit.application(session)));
        }
        List<WaitingTab> waiting = waitingFor(challengeId);
        Optional<WaitingTab> tab = only(waiting);
        if (tab.isEmpty()) {
            return (waiting.isEmpty() ? numbers.answer(challengeId, token, typed, tabs.sessionId())
                    : Optional.<Response>empty()).orElseGet(() -> ended(waiting, challengeId));
        }
        return ClientRate.take(session, realm, Limit.LINK_IP_MINUTE).fold(
                admitted -> unavailable(tab.get()).or(() -> signedInAlready(tab.get()))
                        .orElseGet(() -> use(tab.get(), challengeId, token)),
                refused -> TooManyRequests.page(session, "otp-link", refused.retryAfterSeconds()));
    }

    /**
     * Tells the page that shows the number of a link whether it has something to find out. One SELECT, and nothing is
     * written; only the browser that holds the sign-in learns anything.
     *
     * @param challengeId the challenge
     * @param tabId       the tab that waits
     * @return 200 when the page should ask the server what has happened; 204 as long as nothing has
     */
    public Response status(String challengeId, String tabId) {
        boolean settled = wellFormed(challengeId) && wellFormed(tabId)
                && numbers.settled(challengeId, tabId, tabs.sessionId());
        return (settled ? Response.ok(Map.of("settled", true)) : Response.noContent())
                .header("Cache-Control", "no-store").build();
    }

    /**
     * Refuses before the link is used up when the sign-in cannot be completed because another user is signed in, as
     * with a code.
     */
    private Optional<Response> signedInAlready(WaitingTab tab) {
        return SessionOfAnother.isShownFor(tab.purpose())
                ? SessionOfAnother.refusal(session, tab.authSession(), tab.user(),
                        new EventBuilder(realm, session, session.getContext().getConnection())
                                .event(tab.purpose().event()).client(tab.authSession().getClient()))
                : Optional.empty();
    }

    private Response use(WaitingTab tab, String challengeId, String token) {
        return provider.verifyLink(tab.request(session), challengeId, token).fold(new Use(tab, challengeId));
    }

    /** The response to each result of a link in the browser that waits for it. */
    private final class Use implements VerifyResult.Cases<Response> {

        private final WaitingTab tab;
        private final String challengeId;

        Use(WaitingTab tab, String challengeId) {
            this.tab = tab;
            this.challengeId = challengeId;
        }

        @Override
        public Response accepted(VerifyResult.Accepted result) {
            tab.notes().linkAccepted(result.reference());
            ChosenWay.keep(tab.authSession());
            return Response.seeOther(tabs.address(tab.authSession())).header("Cache-Control", "no-store").build();
        }

        @Override
        public Response wrong(VerifyResult.Wrong result) {
            return over(result);
        }

        @Override
        public Response malformed(VerifyResult.Malformed result) {
            return over(result);
        }

        @Override
        public Response exhausted(VerifyResult.Exhausted result) {
            return over(result);
        }

        @Override
        public Response expired(VerifyResult.Expired result) {
            return over(result);
        }

        @Override
        public Response locked(VerifyResult.Locked result) {
            refused(tab, reason(result));
            return lockedPage(session, LockMessage.until(result.untilMillis()), back(tab));
        }

        @Override
        public Response permanentlyLocked(VerifyResult.PermanentlyLocked result) {
            refused(tab, reason(result));
            return lockedPage(session, LockMessage.untilCleared(), back(tab));
        }

        private Response over(VerifyResult result) {
            refused(tab, reason(result));
            return ended(List.of(tab), challengeId);
        }

        private AuditReason reason(VerifyResult result) {
            return result.reason().orElse(AuditReason.CODE_EXPIRED);
        }
    }

    private Optional<URI> back(WaitingTab tab) {
        return Optional.of(tabs.address(tab.authSession()));
    }

    private void refused(WaitingTab tab, AuditReason reason) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(session);
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(tab.purpose().event())
                .user(tab.user()).client(tab.authSession().getClient());
        Audit.of(AuditStep.CODE_REFUSED).factor("link").channel(MailDelivery.CHANNEL).reason(reason).on(event)
                .error(reason == AuditReason.CODE_EXPIRED ? Errors.EXPIRED_CODE : Errors.ACCESS_DENIED);
    }

    private Response page(String state, Map<String, Object> more) {
        return page(session, state, more, Optional.empty());
    }

    /** Returns the address of a link's page without its token, which a form posts. */
    static URI address(KeycloakSession session, String challengeId) {
        return LinkAddress.leadingTo(LinkAddress.of(FrontendUrl.base(session), session.getContext().getRealm(),
                challengeId), LinkExit.application(session));
    }

    /** Renders the page; with an error at the field for the number. */
    static Response page(KeycloakSession session, String state, Map<String, Object> more, Optional<String> error) {
        Map<String, Object> bean = new HashMap<>(more);
        bean.put("state", state);
        if (!LEADING_ON.contains(state)) {
            LinkExit.accountConsole(session).ifPresent(address -> bean.put("accountUrl", address));
        }
        LoginFormsProvider form = forms(session).setAttribute("latchkey", bean);
        error.ifPresent(key -> form.addError(new FormMessage(LinkAddress.NUMBER, key)));
        return Response.fromResponse(form.createForm(TEMPLATE))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    /** The pages have the application's theme, and a link to its address. */
    private static LoginFormsProvider forms(KeycloakSession session) {
        if (session.getContext().getClient() == null) {
            LinkExit.application(session).ifPresent(client -> session.getContext().setClient(client));
        }
        return session.getProvider(LoginFormsProvider.class);
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
        return page(INVALID, Map.of());
    }

    private static boolean wellFormed(String parameter) {
        return parameter != null && parameter.length() <= MAX_PARAMETER && parameter.matches("[A-Za-z0-9_-]+");
    }
}
