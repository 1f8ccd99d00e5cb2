package dev.latchkey.sms.gateway;

import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;

/**
 * A gateway whose texts are counted.
 *
 * @param id      its id
 * @param gateway sends the texts
 */
public record CountedGateway(String id, SmsGateway gateway) implements SmsGateway {

    @Override
    public String server() {
        return gateway.server();
    }

    @Override
    public ServerAnswer send(Text text) {
        ServerAnswer answer = gateway.send(text);
        Meters.count(Meter.TEXTS_HANDED, id, answer);
        return answer;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
