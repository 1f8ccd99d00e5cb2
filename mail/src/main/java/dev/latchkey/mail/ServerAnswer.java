package dev.latchkey.mail;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.ParseException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;

/** What an attempt to hand a message over shows about the server that delivers it. */
public enum ServerAnswer {
    /** It has accepted the message. */
    TAKEN,
    /** It works, and did certainly not accept this message. */
    REFUSED,
    /** It works, and will not accept this message: it is not tried again. */
    REFUSED_FOR_GOOD,
    /**
     * It could not be reached, or has answered that it cannot accept messages now; a mail server also where it did not
     * answer in time.
     */
    FAULT,
    /**
     * It may have accepted the message. It is not handed over again: a second one may cost money and confuses. The
     * user is told after a minute, as for a message that was lost, and may ask for another.
     */
    UNKNOWN,
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
