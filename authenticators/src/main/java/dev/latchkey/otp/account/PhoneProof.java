package dev.latchkey.otp.account;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * The proof of the telephone number by which a sign-up has made an account: an accepted code of the purpose sign-up
 * that was sent to it, or a text that was sent from it.
 *
 * @param factor    {@code code} or {@link #SENT_TEXT}
 * @param reference the reference of the text that was sent to it; null for one that was sent from it
 * @param number    the number, in the form of E.164
 */
public record PhoneProof(String factor, String reference, String number) implements SignUpProof {

    /** A text that the user has sent, whose number can be forged. */
    public static final String SENT_TEXT = "sent_text";

    /**
     * @param number the number from which a text was sent, in the form of E.164
     * @return the proof
     */
    public static PhoneProof bySending(String number) {
        return new PhoneProof(SENT_TEXT, null, number);
    }

    private boolean isBySending() {
        return SENT_TEXT.equals(factor);
    }

    @Override
    public boolean claims(KeycloakSession session, UserModel user) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        RealmModel realm = session.getContext().getRealm();
        return isBySending() ? phones.signUpTexts().claim(realm, user, number) : phones.claim(realm, user, number);
    }

    @Override
    public boolean accept(KeycloakSession session, UserModel user, EventBuilder event) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        RealmModel realm = session.getContext().getRealm();
        boolean proven = isBySending() ? phones.signUpTexts().proven(realm, user, number)
                : phones.proven(realm, user, number);
        if (!proven) {
            RequestTransaction.veto(session);
            return false;
        }
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        EventBuilder stored = event.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, AddressProof.PHONE);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(factor).channel(PhoneIdentifiers.CHANNEL).reference(reference)
                .on(stored).success();
        return true;
    }
}
