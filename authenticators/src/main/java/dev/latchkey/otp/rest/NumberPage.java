package dev.latchkey.otp.rest;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.mail.MailOrigin;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OpenedLink;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.PromptedLink;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.VerifyResult;
import dev.latchkey.otp.mail.MailNames;
import dev.latchkey.otp.prompt.AccountState;
import dev.latchkey.otp.prompt.DetectorFailure;
import dev.latchkey.otp.prompt.LockMessage;
import dev.latchkey.otp.prompt.OtpRequests;
import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.PasswordWatch;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * The page behind a link that is opened in another browser than the one that waits, where the realm's policy allows
 * number matching. It shows who asks and wants the number typed that the waiting page shows. A right number lets the
 * waiting tab go on, and gives this browser nothing: no session, no cookie.
 */
final class NumberPage {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final EmailOtpProvider provider;

    NumberPage(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.provider = session.getProvider(EmailOtpProvider.class);
    }

    /**
     * A link whose holder may be asked for the number.
     *
     * @param challengeId the challenge
     * @param token       the link's token, which was verified
     * @param link        the page that waits
     * @param client      the client that it signs in to
     * @param user        the user whose sign-in it is
     * @param request     the context of the browser that waits
     */
    private record Asked(String challengeId, String token, PromptedLink link, ClientModel client, UserModel user,
            OtpRequest request) {
    }

    /** Returns the page that asks for the number; empty when this link cannot be confirmed here. Changes nothing. */
    Optional<Response> open(String challengeId, String token, Optional<String> sessionId) {
        return asked(challengeId, token, sessionId).map(asked -> unavailable(asked)
                .orElseGet(() -> asked.link().confirmed() ? state("confirmed") : question(asked, Optional.empty())));
    }

    /** Verifies the typed number; empty when this link cannot be confirmed here. */
    Optional<Response> answer(String challengeId, String token, NumberAnswer typed, Optional<String> sessionId) {
        return asked(challengeId, token, sessionId)
                .flatMap(asked -> unavailable(asked).or(() -> answer(asked, typed)));
    }

    private Optional<Response> answer(Asked asked, NumberAnswer typed) {
        return asked.link().confirmed()
                ? Optional.of(state("confirmed"))
                : ClientRate.take(session, realm, Limit.LINK_IP_MINUTE).fold(
                        admitted -> provider
                                .confirmNumber(asked.request(), asked.challengeId(), asked.token(),
                                        typed.described(), typed.number())
                                .fold(new Verification(asked)),
                        refused -> Optional.of(TooManyRequests.page(session, "otp-link",
                                refused.retryAfterSeconds())));
    }

    /** The link's token has proven the mailbox: its holder may be told what the waiting page shows. */
    private Optional<Response> unavailable(Asked asked) {
        return AccountState.unavailable(session, realm, asked.user())
                .map(state -> LinkPage.lockedPage(session, LockMessage.of(state), Optional.empty()))
                .or(() -> passwordSetSince(asked) ? Optional.of(state("replaced")) : Optional.empty());
    }

    /** The waiting page will be refused by {@link PasswordWatch}: this page must not promise that it goes on. */
    private boolean passwordSetSince(Asked asked) {
        return AccountSnapshot.of(realm, asked.user(), "").passwordChangedAt() > asked.link().promptedAt();
    }

    /**
     * Returns whether the tab of this browser that shows the number has something to find out: the number was typed,
     * the challenge is over, or another tab shows the number now. Another browser never learns anything.
     */
    boolean settled(String challengeId, String tabId, Optional<String> sessionId) {
        return sessionId.flatMap(id -> provider.findOpened(realm, challengeId, sessionId)
                        .filter(OpenedLink::here)
                        .map(opened -> !opened.challenge().live(Time.currentTimeMillis())
                                || opened.prompted().filter(link -> waits(link, NumberPrompt.tab(id, tabId)))
                                        .isEmpty()))
                .orElse(false);
    }

    private static boolean waits(PromptedLink link, String tab) {
        return link.prompt().tab().equals(tab) && !link.confirmed();
    }

    private Optional<Asked> asked(String challengeId, String token, Optional<String> sessionId) {
        if (!EmailOtpPolicy.of(realm).matchesNumbers()) {
            return Optional.empty();
        }
        return provider.findOpened(realm, challengeId, sessionId)
                .filter(opened -> !opened.here())
                .flatMap(OpenedLink::prompted)
                .flatMap(link -> asked(challengeId, token, link))
                .filter(asked -> provider.findByLink(asked.request(), challengeId, token)
                        .filter(challenge -> challenge.live(Time.currentTimeMillis())).isPresent())
                .map(asked -> {
                    // the application of the sign-in, whatever the URL names
                    session.getContext().setClient(asked.client());
                    return asked;
                });
    }

    private Optional<Asked> asked(String challengeId, String token, PromptedLink link) {
        UserModel user = session.users().getUserById(realm, link.userId());
        ClientModel client = realm.getClientById(link.prompt().clientId());
        return user == null || user.getEmail() == null || client == null
                ? Optional.empty()
                : Optional.of(new Asked(challengeId, token, link, client, user,
                        OtpRequests.elsewhere(session, link, user)));
    }

    private Response question(Asked asked, Optional<String> error) {
        PromptedLink link = asked.link();
        Map<String, Object> bean = MailOrigin.of(session, session.getContext().resolveLocale(null),
                link.prompt().address(), link.prompt().device(), link.promptedAt());
        bean.put("client", MailNames.client(asked.client()));
        bean.put("token", asked.token());
        bean.put("described", link.prompt().described());
        bean.put("actionUrl", LinkPage.address(session, asked.challengeId()).toString());
        return LinkPage.page(session, "number", bean, error);
    }

    private Response state(String state) {
        return LinkPage.page(session, state, Map.of(), Optional.empty());
    }

    /** Converts the result to a page and an event; empty when the link is no longer asked about. */
    private final class Verification implements VerifyResult.Cases<Optional<Response>> {

        private final Asked asked;

        Verification(Asked asked) {
            this.asked = asked;
        }

        @Override
        public Optional<Response> accepted(VerifyResult.Accepted result) {
            Audit.of(AuditStep.NUMBER_CONFIRMED).factor("number").channel(MailDelivery.CHANNEL)
                    .reference(result.reference())
                    .on(event(EventType.OAUTH2_DEVICE_VERIFY_USER_CODE)).success();
            return Optional.of(state("confirmed"));
        }

        @Override
        public Optional<Response> wrong(VerifyResult.Wrong result) {
            refused(AuditReason.WRONG_CODE, Errors.INVALID_USER_CREDENTIALS);
            DetectorFailure.report(session, asked.user());
            if (result.locks()) {
                Notifications.of(session).send(realm, asked.user(), Notification.of(NotificationKind.ACCOUNT_LOCKED));
            }
            return Optional.of(state("wrong_number"));
        }

        @Override
        public Optional<Response> malformed(VerifyResult.Malformed result) {
            return Optional.of(question(asked, Optional.of("latchkeyNumberMalformed")));
        }

        @Override
        public Optional<Response> exhausted(VerifyResult.Exhausted result) {
            return Optional.empty();
        }

        @Override
        public Optional<Response> expired(VerifyResult.Expired result) {
            return Optional.empty();
        }

        @Override
        public Optional<Response> locked(VerifyResult.Locked result) {
            return locked(AuditReason.SECOND_FACTOR_LOCKED, Errors.USER_TEMPORARILY_DISABLED,
                    LockMessage.until(result.untilMillis()));
        }

        @Override
        public Optional<Response> permanentlyLocked(VerifyResult.PermanentlyLocked result) {
            return locked(AuditReason.SECOND_FACTOR_PERMANENTLY_LOCKED, Errors.USER_DISABLED,
                    LockMessage.untilCleared());
        }

        private Optional<Response> locked(AuditReason reason, String error, FormMessage message) {
            refused(reason, error);
            return Optional.of(LinkPage.lockedPage(session, message, Optional.empty()));
        }

        private void refused(AuditReason reason, String error) {
            // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
            RequestTransaction.releaseConnection(session);
            Audit.of(AuditStep.CODE_REFUSED).factor("number").channel(MailDelivery.CHANNEL).reason(reason)
                    .on(event(Purpose.SECOND_FACTOR.event())).error(error);
        }

        private EventBuilder event(EventType type) {
            return new EventBuilder(realm, session, session.getContext().getConnection()).event(type)
                    .user(asked.user()).client(asked.client());
        }
    }
}
