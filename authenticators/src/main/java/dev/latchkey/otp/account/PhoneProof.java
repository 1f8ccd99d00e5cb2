package dev.latchkey.otp.account;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * An accepted code of the purpose sign-up that was sent to a telephone number.
 *
 * @param factor    {@code code}
 * @param reference the reference of the text
 * @param number    the number, in the form of E.164
 */
public record PhoneProof(String factor, String reference, String number) implements SignUpProof {

    @Override
    public boolean claims(KeycloakSession session, UserModel user) {
        return session.getProvider(PhoneIdentifiers.class).claim(session.getContext().getRealm(), user, number);
    }

    @Override
    public boolean accept(KeycloakSession session, UserModel user, EventBuilder event) {
        if (!session.getProvider(PhoneIdentifiers.class).proven(session.getContext().getRealm(), user, number)) {
            session.getTransactionManager().setRollbackOnly();
            return false;
        }
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        EventBuilder proven = event.clone().event(EventType.UPDATE_CREDENTIAL).user(user)
                .detail(Details.CREDENTIAL_TYPE, AddressProof.PHONE);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(factor).channel(PhoneIdentifiers.CHANNEL).reference(reference)
                .on(proven).success();
        return true;
    }
}
