package dev.latchkey.common.mail;

import java.util.Objects;
import java.util.stream.Stream;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;

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
     * @return {@link #REFUSED} or {@link #FAULT}
     */
    static ServerAnswer of(Throwable failure) {
        return causes(failure).anyMatch(MessagingException.class::isInstance)
                && causes(failure).noneMatch(ServerAnswer::namesRecipients) ? FAULT : REFUSED;
    }

    private static boolean namesRecipients(Throwable cause) {
        return cause instanceof SendFailedException refused && refused.getInvalidAddresses() != null
                && refused.getInvalidAddresses().length > 0;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }
}
