package dev.latchkey.sms.gateway.smpp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.ReceiptState;
import dev.latchkey.sms.TextReference;
import org.jsmpp.bean.AlertNotification;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.MessageType;
import org.jsmpp.SMPPConstant;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.MessageReceiverListener;
import org.jsmpp.session.Session;

/**
 * Reads delivery receipts, each once for each text that this node has sent. Its memory is bounded: the oldest text that
 * waits for a receipt is forgotten first. Texts that phones send are handed over as they come.
 */
final class SmppReceipts implements MessageReceiverListener {

    private static final int REMEMBERED = 10_000;
    private static final Pattern ID = Pattern.compile("\\bid:([^ ]{1,64})");
    private static final Pattern STATE = Pattern.compile("\\bstat:([A-Z]{5,7})\\b");

    /**
     * What is known of a text until its other half comes.
     *
     * @param said what its receipt says; empty until it comes
     * @param text which text it is; empty where no page waits for it, and until its answer comes
     */
    private record Half(Optional<ReceiptState> said, Optional<TextReference> text) {
    }

    private final BiConsumer<ReceiptState, Optional<TextReference>> told;
    private final Consumer<InboundText> inbound;
    private final Map<String, Half> texts = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Half> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param told    is told the final state of each text, and which one it was; must return at once
     * @param inbound is told each text that a phone has sent; must return at once
     */
    SmppReceipts(BiConsumer<ReceiptState, Optional<TextReference>> told, Consumer<InboundText> inbound) {
        this.told = told;
        this.inbound = inbound;
    }

    /**
     * Waits for the receipt of a text, which may have come already: it may overtake the answer to the text.
     *
     * @param id   that the message centre has given the text
     * @param text which text it is; empty where no page waits for it
     */
    void sent(String id, Optional<TextReference> text) {
        settle(id, new Half(Optional.empty(), text));
    }

    @Override
    public void onAcceptDeliverSm(DeliverSm message) {
        if (MessageType.SMSC_DEL_RECEIPT.containedIn(message.getEsmClass())) {
            byte[] body = message.getShortMessage() == null ? new byte[0] : message.getShortMessage();
            receipt(new String(body, StandardCharsets.ISO_8859_1));
        } else if (MessageType.DEFAULT.containedIn(message.getEsmClass())) {
            SentByPhone.read(message).ifPresent(inbound);
        }
    }

    private void receipt(String text) {
        Matcher id = ID.matcher(text);
        Matcher state = STATE.matcher(text);
        if (id.find() && state.find()) {
            ReceiptState said = state(state.group(1));
            if (said != ReceiptState.OTHER) {
                settle(id.group(1), new Half(Optional.of(said), Optional.empty()));
            }
        }
    }

    private static ReceiptState state(String word) {
        return switch (word) {
            case "DELIVRD" -> ReceiptState.DELIVERED;
            case "EXPIRED", "DELETED", "UNDELIV", "REJECTD" -> ReceiptState.UNDELIVERED;
            default -> ReceiptState.OTHER;
        };
    }

    /** Of both halves, the one that comes second tells. */
    private void settle(String id, Half half) {
        Half other;
        synchronized (texts) {
            other = texts.get(id);
            if (other == null || other.said().isPresent() == half.said().isPresent()) {
                texts.put(id, half);
                return;
            }
            texts.remove(id);
        }
        half.said().or(other::said).ifPresent(said -> told.accept(said, half.text().or(other::text)));
    }

    @Override
    public void onAcceptAlertNotification(AlertNotification notification) {
        // a phone can be reached again, which changes nothing here
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm message, Session source) throws ProcessRequestException {
        throw new ProcessRequestException("Not read", SMPPConstant.STAT_ESME_RINVCMDID);
    }
}
