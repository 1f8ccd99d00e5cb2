package dev.latchkey.mail;

import org.keycloak.models.KeycloakSession;

/** A message that is ready to be handed to the server that delivers it. Holds secrets: it is never shown or logged. */
public interface Delivery {

    /** @return the channel's id, for meters: one of the few that the server has */
    String channel();

    /**
     * @return the server that is asked to deliver it, for instance as host and port. Messages to one server share its
     *         pace: one that hangs delays no message to another
     */
    String server();

    /**
     * Hands the message over. Called by a worker that holds no database connection, and again later where the answer
     * allows another attempt.
     *
     * @param session a session whose context has the realm that sends
     * @return the result of the attempt; {@link ServerAnswer#UNKNOWN} unless it is certain that the server has or has
     *         not accepted the message
     */
    ServerAnswer handOver(KeycloakSession session);
}
