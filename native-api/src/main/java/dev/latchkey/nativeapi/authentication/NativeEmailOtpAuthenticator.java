package dev.latchkey.nativeapi.authentication;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.latchkey.common.net.ProofKey;
import dev.latchkey.device.session.DirectGrant;
import dev.latchkey.device.session.TrustNotes;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.prompt.ChallengeNotes;
import dev.latchkey.otp.prompt.OtpForm;
import dev.latchkey.otp.prompt.OtpRequests;
import dev.latchkey.otp.prompt.OtpStep;
import dev.latchkey.otp.prompt.SignInStep;
import dev.latchkey.otp.prompt.StepResult;
import dev.latchkey.otp.prompt.UnverifiedStep;
import dev.latchkey.otp.prompt.UnverifiedUser;
import dev.latchkey.signin.authentication.PlainAuthenticator;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.AuthenticationFlowError;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The sign-in step for apps: a code by e-mail, or by another channel, asked for and answered in JSON. Works only in the
 * flow of the authorization challenge endpoint and in Keycloak's direct grant.
 */
final class NativeEmailOtpAuthenticator implements PlainAuthenticator {

    private static final Logger LOG = Logger.getLogger(NativeEmailOtpAuthenticator.class);
    private static final String OTP = "otp";
    private static final String RESEND = "resend";
    private static final String TRUST = "trust_device";
    private static final String CHALLENGE = "challenge_id";
    private static final String YES = "true";
    private static final int FORBIDDEN = 403;
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final String channelId;

    /**
     * @param channelId the id of the channel. One other than e-mail is a second factor, and the only one of a user who
     *                  has typed an address of it as name
     */
    NativeEmailOtpAuthenticator(String channelId) {
        this.channelId = channelId;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        boolean direct = DirectGrant.runs(context);
        if (!direct && !OngoingNativeSignIn.runs(context)) {
            LOG.errorf("Realm %s: the step %s is part of a browser flow, which it does not support",
                    context.getRealm().getName(), NativeEmailOtpAuthenticatorFactory.ID);
            context.failure(AuthenticationFlowError.INTERNAL_ERROR);
            return;
        }
        AuthenticationSessionModel authSession = context.getAuthenticationSession();
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        if (context.getUser() == null) {
            passwordless(context, direct, form);
            return;
        }
        Purpose purpose = SignInStep.purpose(context);
        OtpChannel channel = OtpChannels.named(context.getSession(), channelId);
        if (!MailDelivery.CHANNEL.equals(channelId)
                && (purpose != Purpose.SECOND_FACTOR || !SignInStep.isSecondFactor(context, channel))) {
            // a required step fails, and an alternative leaves it to its siblings
            context.attempted();
            return;
        }
        ChallengeNotes notes = new ChallengeNotes(authSession, purpose, channelId);
        if (direct) {
            OtpRequests.bindToApp(authSession, ProofKey.thumbprint(context.getSession()).orElse(""));
            named(form).ifPresent(notes::challenge);
        }
        Map<String, Object> offer = SignInStep.trustPolicy(context)
                .<Map<String, Object>>map(policy -> Map.of("trust_days", policy.lifetime().toDays()))
                .orElse(Map.of());
        OtpStep step = new OtpStep(context.getSession(), authSession, context.getUser(), purpose, channel,
                direct ? NativeOtps.directGrant(offer) : NativeOtps.authorizationChallenge(offer), context.getEvent());
        SignInStep.apply(context, answer(step, notes, form, authSession));
    }

    /**
     * Asks for the only factor of a user who has typed a name alone, by the channel of that name. Which step asks
     * depends on the name and not on the account.
     */
    private void passwordless(AuthenticationFlowContext context, boolean direct, MultivaluedMap<String, String> form) {
        // the password grant keeps no name between its requests
        Optional<UnverifiedUser> named = direct ? Optional.empty()
                : UnverifiedUser.in(context.getSession(), context.getAuthenticationSession(), Purpose.FIRST_FACTOR);
        if (named.isEmpty()) {
            context.failure(AuthenticationFlowError.UNKNOWN_USER);
            return;
        }
        String channel = named.get().channel().id();
        if (!MailDelivery.CHANNEL.equals(channelId) && !channelId.equals(channel)) {
            context.attempted();
            return;
        }
        ChallengeNotes notes = new ChallengeNotes(context.getAuthenticationSession(), Purpose.FIRST_FACTOR, channel);
        new UnverifiedStep(context, named.get(), Purpose.FIRST_FACTOR, NativeEmailOtpAuthenticator::unavailable)
                .run(NativeOtps.passwordless(), step -> answer(step, notes, form, context.getAuthenticationSession()),
                        (user, proof) -> SignInStep.alone(context, user, proof, why -> unavailable()));
    }

    private static Response unavailable() {
        return NativeAnswer.ending("access_denied", "The account cannot sign in").response(FORBIDDEN);
    }

    private static StepResult answer(OtpStep step, ChallengeNotes notes, MultivaluedMap<String, String> form,
            AuthenticationSessionModel authSession) {
        if (YES.equals(form.getFirst(RESEND))) {
            return step.resend();
        }
        if (!form.containsKey(OTP) || notes.challenge().isEmpty()) {
            return step.show();
        }
        new TrustNotes(authSession).choice(YES.equals(form.getFirst(TRUST)));
        return step.verify(OtpForm.only(form, OTP));
    }

    private static Optional<String> named(MultivaluedMap<String, String> form) {
        return Optional.ofNullable(OtpForm.only(form, CHALLENGE)).filter(id -> ID.matcher(id).matches());
    }

    @Override
    public void action(AuthenticationFlowContext context) {
        // only forms have actions
        context.failure(AuthenticationFlowError.INTERNAL_ERROR);
    }

    /** A user who has typed a name alone is none of the flow's yet; without that either, the step fails. */
    @Override
    public boolean requiresUser() {
        return false;
    }

    /** Always true: otherwise a conditional sub-flow would skip the factor for an account without an address. */
    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }
}
