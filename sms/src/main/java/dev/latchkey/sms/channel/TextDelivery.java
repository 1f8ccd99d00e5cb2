package dev.latchkey.sms.channel;

import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import org.keycloak.models.KeycloakSession;

/**
 * A text in the queue.
 *
 * @param server the gateway's server
 * @param text   the text
 * @param use    what it is for
 * @param budget pays for it
 */
record TextDelivery(String server, Text text, TextUse use, MoneyBudget budget) implements Delivery {

    @Override
    public String channel() {
        return SmsChannelFactory.ID;
    }

    @Override
    public ServerAnswer handOver(KeycloakSession session) {
        return budget.paying(session, text.number(), use, () -> session.getProvider(SmsGateway.class).send(text));
    }

    /** Holds a code. */
    @Override
    public String toString() {
        return "TextDelivery";
    }
}
