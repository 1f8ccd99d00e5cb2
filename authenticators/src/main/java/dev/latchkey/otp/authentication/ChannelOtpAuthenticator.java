package dev.latchkey.otp.authentication;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditReason;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.device.session.OldPassword;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpPages;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.SessionOfAnother;
import dev.latchkey.otp.prompt.SignInStep;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import dev.latchkey.signin.filter.PassiveRequest;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The second factor of a sign-in: a code by a channel other than e-mail. Never asked for before a first factor. */
final class ChannelOtpAuthenticator implements PlainAuthenticator {

    private final String channelId;

    ChannelOtpAuthenticator(String channelId) {
        this.channelId = channelId;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        if (PassiveRequest.is(context.getSession(), context.getAuthenticationSession())) {
            context.challenge(PassiveRequest.interactionNeeded());
        } else if (SignInStep.purpose(context) != Purpose.SECOND_FACTOR) {
            // a required step fails, and an alternative leaves it to its siblings
            context.attempted();
        } else if (isFactor(context)) {
            OldPassword.watch(context);
            SignInStep.apply(context, step(context).show());
        } else {
            context.challenge(unusable(context));
        }
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        if (SignInStep.purpose(context) != Purpose.SECOND_FACTOR) {
            context.attempted();
        } else if (isFactor(context)) {
            SessionOfAnother.refusal(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                    context.getEvent()).ifPresentOrElse(context::challenge, () -> submit(context));
        } else {
            context.challenge(unusable(context));
        }
    }

    /** The factor is never skipped. Keycloak offers a step as another way also to users who cannot pass it. */
    private Response unusable(AuthenticationFlowContext context) {
        // Keycloak stores errors in a transaction of its own: the request must not hold a connection meanwhile
        RequestTransaction.releaseConnection(context.getSession());
        Audit.of(AuditStep.CODE_REFUSED).reason(AuditReason.NO_ADDRESS).channel(channelId)
                .on(context.getEvent().clone().user(context.getUser())).error(Errors.NOT_ALLOWED);
        return new OtpPages(context::form, Map.of(), Optional.empty()).withoutAddress(channel(context.getSession()));
    }

    private void submit(AuthenticationFlowContext context) {
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        TrustBox.choose(context, form);
        SignInStep.apply(context, OtpForm.submit(step(context), form));
    }

    private boolean isFactor(AuthenticationFlowContext context) {
        return SignInStep.isSecondFactor(context, channel(context.getSession()));
    }

    private OtpStep step(AuthenticationFlowContext context) {
        return new OtpStep(context.getSession(), context.getAuthenticationSession(), context.getUser(),
                Purpose.SECOND_FACTOR, channel(context.getSession()),
                new OtpPages(context::form, TrustBox.shown(context), Optional.empty()), context.getEvent());
    }

    private OtpChannel channel(KeycloakSession session) {
        return OtpChannels.named(session, channelId);
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    /**
     * Always true, as for codes by e-mail: if the step were unconfigured for a user, a conditional sub-flow would skip
     * the second factor, and who picks the step by "try another way" would end at an error page.
     */
    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }
}
