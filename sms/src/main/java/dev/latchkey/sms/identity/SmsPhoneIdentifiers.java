package dev.latchkey.sms.identity;

import java.util.Optional;

import dev.latchkey.mail.Delivery;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.NumberChanges;
import dev.latchkey.otp.NumberText;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.SignUpTexts;
import dev.latchkey.sms.SmsPolicy;
import dev.latchkey.sms.channel.AccountExistsText;
import dev.latchkey.sms.jpa.PhoneHolders;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Implements {@link PhoneIdentifiers} by {@link PhoneIdentity} and texts. */
final class SmsPhoneIdentifiers implements PhoneIdentifiers {

    private final KeycloakSession session;
    private final ExperimentalNumbers experimental;

    SmsPhoneIdentifiers(KeycloakSession session, ExperimentalNumbers experimental) {
        this.session = session;
        this.experimental = experimental;
    }

    /** Not by number either where the required action is off, no country is listed, or the server has no gateway. */
    @Override
    public AccountIdentifier policy(RealmModel realm) {
        return areConfigured(realm) && SmsPolicy.isOn(realm) && SmsPolicy.sendsAtAll(session, realm)
                ? SmsPolicy.of(realm).identifier()
                : AccountIdentifier.EMAIL;
    }

    @Override
    public boolean areConfigured(RealmModel realm) {
        return SmsPolicy.of(realm).identifier().byPhone() && experimental.allows(realm);
    }

    @Override
    public boolean resets(RealmModel realm) {
        return SmsPolicy.of(realm).resets() && policy(realm).byPhone();
    }

    @Override
    public boolean sufficesAlone(RealmModel realm) {
        return SmsPolicy.of(realm).simSwapTime().isZero();
    }

    @Override
    public boolean hasClaims(RealmModel realm, UserModel user) {
        return new PhoneHolders(session, realm.getId()).holdsAny(user.getId());
    }

    @Override
    public boolean hasLostNumber(RealmModel realm, UserModel user) {
        return new PhoneHolders(session, realm.getId()).hasLost(user.getId());
    }

    @Override
    public Optional<String> claimant(RealmModel realm, String number) {
        return new PhoneHolders(session, realm.getId()).holder(number).map(PhoneHolders.Holder::userId);
    }

    @Override
    public boolean mayReturn(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).mayReturn(user, number);
    }

    @Override
    public Optional<String> read(RealmModel realm, String typed) {
        return SmsPolicy.of(realm).read(typed);
    }

    @Override
    public Optional<UserModel> find(RealmModel realm, String number) {
        return new PhoneIdentity(session, realm).find(number);
    }

    @Override
    public boolean claim(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).claim(user, number);
    }

    @Override
    public boolean proven(RealmModel realm, UserModel user, String number) {
        return new PhoneIdentity(session, realm).proven(user, number);
    }

    @Override
    public SignUpTexts signUpTexts() {
        return new SmsSignUpTexts(session);
    }

    @Override
    public NumberChanges numberChanges(RealmModel realm) {
        return new NumberChange(session, realm);
    }

    @Override
    public NumberText numberText(AuthenticationSessionModel authSession, UserModel user) {
        return new SentNumber(session, authSession, user);
    }

    @Override
    public long signUpMark(RealmModel realm, String number) {
        return new PhoneHolders(session, realm.getId()).signUpMark(number);
    }

    @Override
    public boolean signedUp(RealmModel realm, String number, long mark) {
        return new PhoneHolders(session, realm.getId()).signedUp(number, mark);
    }

    @Override
    public Delivery accountExists(OtpMessage message) throws MessageNotComposedException {
        return AccountExistsText.of(session, message);
    }

    @Override
    public void close() {
    }
}
