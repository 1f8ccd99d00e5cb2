package dev.latchkey.common.mail;

import java.util.Optional;

import org.keycloak.provider.Provider;

/**
 * Sends mails off the request thread, through Keycloak's own {@link org.keycloak.email.EmailSenderProvider}, so that a
 * sign-in takes as long with a slow mail server as with a fast one, and tells nobody by its duration which accounts
 * exist. Bounded: when it is full a mail is refused, never sent in the request.
 */
public interface MailQueue extends Provider {

    /**
     * Reserves a place. Do this before anything is written for the mail, so that a full queue costs no one a send.
     *
     * @param realmId the realm that will send the mail
     * @return the place, or empty when the realm has its share of the queue or the server is stopping
     */
    Optional<Slot> reserve(String realmId);

    /** A place in the queue. It must be used or given up. */
    interface Slot extends AutoCloseable {

        /**
         * Puts the mail into the queue.
         *
         * @param mail what to send
         * @throws IllegalStateException    if the place was used or given up before
         * @throws IllegalArgumentException if it was reserved for another realm
         */
        void send(OutgoingMail mail);

        /** Gives the place up; does nothing when it was used. */
        @Override
        void close();
    }
}
