package dev.latchkey.otp.authentication;

import java.util.Objects;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateLimiter;
import dev.latchkey.limit.RateResult;
import dev.latchkey.otp.SendLimits;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.authenticators.broker.IdpEmailVerificationAuthenticator;
import org.keycloak.authentication.authenticators.broker.util.SerializedBrokeredIdentityContext;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Errors;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Keycloak's step that mails a link to the account that an identity is to be linked to. Keycloak mails it as often as a
 * requester asks, who needs nothing but an identity with the address of the account: here within the rates of mails
 * that an unauthenticated requester causes, counted apart from those with codes.
 */
final class LimitedLinkMail extends IdpEmailVerificationAuthenticator {

    @Override
    protected void authenticateImpl(AuthenticationFlowContext context, SerializedBrokeredIdentityContext serialized,
            BrokeredIdentityContext identity) {
        if (!sends(context, identity)) {
            super.authenticateImpl(context, serialized, identity);
            return;
        }
        UserModel account = account(context);
        if (take(context, account) instanceof RateResult.Refused refused) {
            refused(context, account);
            context.forceChallenge(page(context, identity, refused));
        } else {
            super.authenticateImpl(context, serialized, identity);
        }
    }

    /** Whether Keycloak's step mails now: it does so once for each address, until the page asks for another mail. */
    private static boolean sends(AuthenticationFlowContext context, BrokeredIdentityContext identity) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        return !context.getRealm().getSmtpConfig().isEmpty()
                && !Boolean.parseBoolean(tab.getAuthNote(AbstractIdentityProvider.UPDATE_PROFILE_USERNAME_CHANGED))
                && !Boolean.parseBoolean(tab.getAuthNote(AbstractIdentityProvider.UPDATE_PROFILE_EMAIL_CHANGED))
                && !Objects.equals(tab.getAuthNote(VERIFY_ACCOUNT_IDP_USERNAME), identity.getUsername())
                && !Objects.equals(tab.getAuthNote(Constants.VERIFY_EMAIL_KEY), account(context).getEmail());
    }

    private static UserModel account(AuthenticationFlowContext context) {
        return getExistingUser(context.getSession(), context.getRealm(), context.getAuthenticationSession());
    }

    private static RateResult take(AuthenticationFlowContext context, UserModel account) {
        KeycloakSession session = context.getSession();
        return OwnTransaction.run(session, own -> own.getProvider(RateLimiter.class).take(SendLimits.ofLink(
                context.getRealm(), account.getId(), account.getEmail(), ClientAddress.limitKey(session),
                Limits.of(session))));
    }

    /** Keycloak's page, which it would show with a message of its own. */
    private static Response page(AuthenticationFlowContext context, BrokeredIdentityContext identity,
            RateResult.Refused refused) {
        return context.form()
                .setError("latchkeyTooManySends", refused.retryAfterMinutes())
                .setAttribute("brokerContext", identity)
                .setAttribute("idpDisplayName", KeycloakModelUtils.getIdentityProviderDisplayName(
                        context.getSession(), identity.getIdpConfig()))
                .setStatus(Response.Status.TOO_MANY_REQUESTS)
                .createForm("login-idp-link-email.ftl");
    }

    private static void refused(AuthenticationFlowContext context, UserModel account) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        Audit.of(AuditStep.CODE_REFUSED).factor("link").reason(AuditReason.EXCESS_RATE_LIMIT_EXCEEDED)
                .on(context.getEvent().clone().event(EventType.SEND_IDENTITY_PROVIDER_LINK).user(account))
                .error(Errors.ACCESS_DENIED);
    }
}
