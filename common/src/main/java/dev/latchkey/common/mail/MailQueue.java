package dev.latchkey.common.mail;

import java.util.Optional;

import org.keycloak.provider.Provider;

/**
 * Sends mails off the request thread, through Keycloak's own {@link org.keycloak.email.EmailSenderProvider}, so that a
 * sign-in takes as long with a slow mail server as with a fast one, and its duration does not reveal which accounts
 * exist. Bounded: when it is full a mail is refused, never sent in the request.
 */
public interface MailQueue extends Provider {

    /**
     * Reserves a slot. Do this before anything is written for the mail, so that a full queue uses up no user's send.
     *
     * @param realmId the realm that will send the mail
     * @return the slot; empty when the realm has used its share of the queue, or the server is stopping
     */
    Optional<Slot> reserve(String realmId);

    /** A slot in the queue. The caller must use it or release it. */
    interface Slot extends AutoCloseable {

        /**
         * Puts the mail into the queue.
         *
         * @param mail what to send
         * @throws IllegalStateException    if the slot was used or released before
         * @throws IllegalArgumentException if it was reserved for another realm
         */
        void send(OutgoingMail mail);

        /** Releases the slot; does nothing when it was used. */
        @Override
        void close();
    }
}
