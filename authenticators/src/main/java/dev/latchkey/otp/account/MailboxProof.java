package dev.latchkey.otp.account;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.otp.EmailOtpPolicy;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.UserModel;

/**
 * A code or link of the purposes sign-up or verify-e-mail that was right: what alone calls an address verified.
 *
 * @param factor    how: {@code code} or {@code link}
 * @param reference the short word of the mail it came in
 */
public record MailboxProof(String factor, String reference) {

    /**
     * Makes the account active and leaves an event. Where the account's directory stores nothing, the proof counts for
     * this request's sign-in alone.
     *
     * @param user  the account
     * @param event the event of the request, of which a copy is sent
     */
    public void accept(UserModel user, EventBuilder event) {
        DirectoryWrite.attempt(user, account -> account.setEmailVerified(true));
        DirectoryWrite.attempt(user, account -> account.removeRequiredAction(EmailOtpPolicy.ACTION));
        EventBuilder verified = event.clone().event(EventType.VERIFY_EMAIL).user(user);
        Audit.of(AuditStep.CODE_ACCEPTED).factor(factor).reference(reference).on(verified)
                .detail(Details.EMAIL, user.getEmail()).success();
    }
}
