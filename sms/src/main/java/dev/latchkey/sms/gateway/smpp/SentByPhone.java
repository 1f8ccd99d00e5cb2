package dev.latchkey.sms.gateway.smpp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import dev.latchkey.sms.InboundText;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.TypeOfNumber;

/** Reads texts that phones send. Digits and capital letters are the same in all alphabets but UCS-2. */
final class SentByPhone {

    private static final byte UCS2 = 8;

    private SentByPhone() {
    }

    /**
     * @param message what the message centre delivers, and no receipt
     * @return the text; empty where it names no sender by an international number
     */
    static Optional<InboundText> read(DeliverSm message) {
        Charset letters = message.getDataCoding() == UCS2 ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1;
        return Optional.ofNullable(message.getSourceAddr()).filter(sender -> isInternational(message, sender))
                .map(sender -> new InboundText(sender, new String(body(message), letters)));
    }

    /**
     * A name in letters or digits is whatever its sender has chosen. A national number, and one of which the message
     * centre does not say what it is, would be read as another one, of another country.
     */
    private static boolean isInternational(DeliverSm message, String sender) {
        byte type = message.getSourceAddrTon();
        return type == TypeOfNumber.INTERNATIONAL.value()
                || type == TypeOfNumber.UNKNOWN.value() && sender.startsWith("+");
    }

    private static byte[] body(DeliverSm message) {
        byte[] all = message.getShortMessage();
        if (all == null || all.length == 0) {
            OptionalParameter payload = message.getOptionalParameter(OptionalParameter.Tag.MESSAGE_PAYLOAD);
            all = payload instanceof OptionalParameter.OctetString octets ? octets.getValue() : new byte[0];
        }
        boolean header = GSMSpecificFeature.UDHI.containedIn(message.getEsmClass()) && all.length > 0;
        return header ? Arrays.copyOfRange(all, Math.min(all.length, 1 + (all[0] & 0xFF)), all.length) : all;
    }
}
