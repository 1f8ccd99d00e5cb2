package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.OtpMailComposer;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.UserModel;

/** Whom a step asks for a code: a known user, or a requester who has typed a name and has to prove the mailbox. */
interface Addressee {

    /** The account; null where there is none that a code could serve. */
    UserModel user();

    /** Whether there is an address to mail to, or to pretend to mail to. */
    boolean reachable();

    /** Where a code for this purpose belongs. */
    OtpRequest request(Purpose purpose);

    /** Why the account cannot go on, as far as this user may be told. */
    Optional<AccountState.Unavailable> unavailable();

    /** Writes the mail. */
    OtpMailComposer mail(OtpRequest request);
}
