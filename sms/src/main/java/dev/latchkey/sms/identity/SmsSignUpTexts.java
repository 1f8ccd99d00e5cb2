package dev.latchkey.sms.identity;

import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateResult;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.SignUpTexts;
import dev.latchkey.sms.AwaitedText;
import dev.latchkey.sms.SmsPolicy;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Implements {@link SignUpTexts} by {@link PhoneIdentity} and {@link AwaitedText}.
 *
 * @param session the request's session
 */
record SmsSignUpTexts(KeycloakSession session) implements SignUpTexts {

    @Override
    public Optional<String> serviceNumber(RealmModel realm) {
        SmsPolicy policy = SmsPolicy.of(realm);
        return policy.serviceNumber().filter(number -> policy.signUpBySending()
                && session.getProvider(PhoneIdentifiers.class).policy(realm).byPhone());
    }

    @Override
    public RateResult await(AuthenticationSessionModel authSession, String number) {
        return new AwaitedText(session, authSession).await(number, SendLimits.ofSignUpWord(authSession.getRealm(),
                number, ClientAddress.limitKey(session), Limits.of(session)));
    }

    @Override
    public Optional<String> word(AuthenticationSessionModel authSession) {
        return new AwaitedText(session, authSession).word();
    }

    @Override
    public boolean isAwaited(AuthenticationSessionModel authSession, String number) {
        return new AwaitedText(session, authSession).isAwaited(number);
    }

    @Override
    public boolean hasArrived(AuthenticationSessionModel authSession, String number) {
        return new AwaitedText(session, authSession).hasArrived(number);
    }

    @Override
    public boolean takeArrived(AuthenticationSessionModel authSession, String number) {
        return new AwaitedText(session, authSession).takeArrived(number);
    }

    @Override
    public boolean isFree(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).isFree(user, number);
    }

    @Override
    public boolean claim(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).claimBySending(user, number);
    }

    @Override
    public boolean proven(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).provenBySending(user, number);
    }
}
