package dev.latchkey.sms;

import dev.latchkey.mail.ServerAnswer;
import org.keycloak.provider.Provider;

/**
 * Hands texts to a telephone network. The server uses one: {@code http} where it is set up, unless the operator names
 * another by {@code spi-latchkey-sms-gateway--provider-default}. Without one no text is sent.
 */
public interface SmsGateway extends Provider {

    /** @return the server that is asked, for instance as host and port; those of one server share its pace */
    String server();

    /**
     * Hands a text over. Called by a worker, whose session has the realm that sends in its context; it must return
     * within seconds, and log neither the number nor the body.
     *
     * @param text the text
     * @return the result; {@link ServerAnswer#UNKNOWN} unless it is certain that the text was or was not accepted: a
     *         text that may have been accepted is never handed over again by itself, nor to another gateway
     */
    ServerAnswer send(Text text);
}
