package dev.latchkey.otp.account;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.EmailOtpPolicy;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.UserModel;

/**
 * An accepted code or link of the purpose sign-up or verify-e-mail. Only such a proof marks an address as verified.
 *
 * @param factor    {@code code} or {@code link}
 * @param reference the reference of the mail that contained it
 */
public record MailboxProof(String factor, String reference) {

    /**
     * Makes the account active and sends an event. If the account's directory is read-only, the proof is valid for this
     * request's sign-in only.
     *
     * @param user  the account
     * @param event the event of the request; a clone is sent
     */
    public void accept(UserModel user, EventBuilder event) {
        DirectoryWrite.attempt(user, account -> account.setEmailVerified(true));
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        EventBuilder verified = event.clone().event(EventType.VERIFY_EMAIL).user(user);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(factor).reference(reference).on(verified)
                .detail(Details.EMAIL, user.getEmail()).success();
    }
}
