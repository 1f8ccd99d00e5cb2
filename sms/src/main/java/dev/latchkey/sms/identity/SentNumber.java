package dev.latchkey.sms.identity;

import java.util.Optional;

import dev.latchkey.limit.Limits;
import dev.latchkey.limit.RateResult;
import dev.latchkey.otp.NumberText;
import dev.latchkey.otp.SendLimits;
import dev.latchkey.otp.account.AddressProof;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.sms.AwaitedText;
import dev.latchkey.sms.SmsPolicy;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Implements {@link NumberText} by {@link PhoneIdentity} and {@link AwaitedText}.
 *
 * @param session     the request's session
 * @param authSession a sign-in whose flow has succeeded
 * @param user        its user
 */
public record SentNumber(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user)
        implements NumberText {

    @Override
    public Optional<String> serviceNumber() {
        return SmsPolicy.of(realm()).serviceNumber().filter(number -> isWithoutProof(user));
    }

    /** What a code has proven is not replaced by less, also where the proof was deleted since. */
    private boolean isWithoutProof(UserModel account) {
        return !AddressProof.isHeldBy(account) && !Mailbox.isNamedByNumber(session, realm(), account);
    }

    @Override
    public Optional<String> word() {
        return text().word();
    }

    @Override
    public RateResult await(String number) {
        return text().await(number, SendLimits.ofWord(realm(), user.getId(), Limits.of(session)));
    }

    @Override
    public void forget() {
        text().forget();
    }

    /**
     * Whether an account holds the number is asked once a text has arrived: the time that the question takes would tell
     * a user who cannot send texts from it.
     */
    @Override
    public boolean prove(String number, EventBuilder event) {
        AwaitedText text = text();
        if (!isAwaited() || !text.hasArrived(number)) {
            return false;
        }
        NumberChange change = new NumberChange(session, realm());
        // asked of the account as it is then: a code may give it a number in another sign-in at the same moment
        PhoneIdentity.Taken taken = new PhoneIdentity(session, realm()).takeBySending(user, number,
                account -> isWithoutProof(account) && change.maySet(authSession, account, number),
                () -> text.takeArrived(number));
        if (taken == PhoneIdentity.Taken.REFUSED) {
            return false;
        }
        NumberChange.report(user, PhoneProof.bySending(number), event);
        if (taken == PhoneIdentity.Taken.NEW) {
            change.tellMailbox(user, number);
        }
        return true;
    }

    private AwaitedText text() {
        return new AwaitedText(session, authSession);
    }

    private RealmModel realm() {
        return authSession.getRealm();
    }
}
