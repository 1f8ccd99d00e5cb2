package dev.latchkey.common.mail;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.ParseException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/** What an attempt to send a mail shows about the mail server. */
enum ServerAnswer {
    /** It has accepted the mail. */
    TAKEN,
    /** It works, and did not accept this mail. */
    REFUSED,
    /** It could not be reached, did not answer in time, or has answered that it cannot accept mails now. */
    FAULT,
    /** It was not asked. */
    NONE;

    /**
     * Tells a fault of the server from a refused recipient: a requester may choose the address, and must not slow down
     * the mails of others by that.
     *
     * @param failure what the sender has thrown
     * @return {@link #REFUSED} for what depends on the address, {@link #FAULT} for any other failure of the exchange
     *         with the server, {@link #NONE} for one before it
     */
    static ServerAnswer of(Throwable failure) {
        if (causes(failure).anyMatch(ServerAnswer::concernsTheAddress)) {
            return REFUSED;
        }
        return causes(failure).anyMatch(cause -> cause instanceof MessagingException || cause instanceof IOException)
                ? FAULT : NONE;
    }

    /** An address that the mail library cannot read, or that the server does not take, be it for now. */
    private static boolean concernsTheAddress(Throwable cause) {
        return cause instanceof ParseException
                || cause instanceof SMTPAddressFailedException
                || cause instanceof SendFailedException refused && refused.getInvalidAddresses() != null
                        && refused.getInvalidAddresses().length > 0;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
