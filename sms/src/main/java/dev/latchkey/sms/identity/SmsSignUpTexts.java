package dev.latchkey.sms.identity;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateDemand;
import dev.latchkey.limit.RateLimit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.otp.PhoneIdentifiers;
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

    private static final String NUMBER_RATE = "sent-text-number-day";
    private static final String CLIENT_RATE = "sent-text-ip-hour";

    @Override
    public Optional<String> serviceNumber(RealmModel realm) {
        SmsPolicy policy = SmsPolicy.of(realm);
        return policy.serviceNumber().filter(number -> policy.signUpBySending()
                && session.getProvider(PhoneIdentifiers.class).policy(realm).byPhone());
    }

    @Override
    public RateResult await(AuthenticationSessionModel authSession, String number) {
        return new AwaitedText(session, authSession).await(number, rates(authSession.getRealm(), number));
    }

    /** As many as texts with codes: each answers whether an account holds the number, to one who forges texts. */
    private List<RateDemand> rates(RealmModel realm, String number) {
        Limits limits = Limits.of(session);
        return List.of(new RateDemand(new RateLimit(NUMBER_RATE, limits.get(realm, Limit.PAID_USER_DAY),
                        Duration.ofDays(1)), realm.getId(), number),
                new RateDemand(new RateLimit(CLIENT_RATE, limits.get(realm, Limit.PAID_IP_HOUR), Duration.ofHours(1)),
                        realm.getId(), ClientAddress.limitKey(session)));
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
