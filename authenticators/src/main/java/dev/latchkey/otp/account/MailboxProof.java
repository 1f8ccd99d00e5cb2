package dev.latchkey.otp.account;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.tx.RequestTransaction;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.EmailOtpPolicy;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/**
 * An accepted code or link of the purpose sign-up or verify-e-mail. Only such a proof marks an address as verified.
 *
 * @param factor    {@code code} or {@code link}
 * @param reference the reference of the mail that contained it
 * @param email     the address that the mail was sent to
 */
public record MailboxProof(String factor, String reference, String email) implements SignUpProof {

    /**
     * If the account's directory is read-only, the proof is valid for this request's sign-in only. Proves no address
     * whose mails go to another domain than it has.
     */
    @Override
    public boolean accept(KeycloakSession session, UserModel user, EventBuilder event) {
        if (!MailAddress.isExact(email)) {
            RequestTransaction.veto(session);
            return false;
        }
        DirectoryWrite.attempt(user, account -> account.setEmailVerified(true));
        // until the first write the address comes from the cache, where a concurrent change of it may be missing
        if (!email.equals(user.getEmail())) {
            // the caller still asks for the account's state in this request
            DirectoryWrite.attempt(user, account -> account.setEmailVerified(false));
            RequestTransaction.veto(session);
            return false;
        }
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        EventBuilder verified = event.clone().event(EventType.VERIFY_EMAIL).user(user);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(factor).channel(MailDelivery.CHANNEL).reference(reference).on(verified)
                .detail(Details.EMAIL, email).success();
        return true;
    }
}
