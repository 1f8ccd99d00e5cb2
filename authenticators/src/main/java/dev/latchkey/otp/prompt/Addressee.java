package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpComposer;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.UserModel;

/**
 * The user whom a step asks for a code: a known user, or an unauthenticated requester who has typed a name and has to
 * prove the mailbox.
 */
interface Addressee {

    /** Returns the channel by which the code is sent. */
    OtpChannel channel();

    /** Returns the account; null when there is none that a code could serve. */
    UserModel user();

    /** Whether there is an address to which a code of this purpose may go, or to pretend so for a decoy. */
    boolean reachable(Purpose purpose);

    /** Returns the request for a code of this purpose, with its binding. */
    OtpRequest request(Purpose purpose);

    /** Returns why the account cannot sign in; empty when it can, or when the step does not refuse it for that. */
    Optional<AccountState.Unavailable> unavailable();

    /**
     * Whether messages are written to the account. A disabled account gets none, while an unauthenticated requester is
     * shown the same page; that of a sign-up by invitation is disabled until its code.
     */
    boolean written();

    /** Returns the composer of the message. */
    OtpComposer message(OtpRequest request);
}
