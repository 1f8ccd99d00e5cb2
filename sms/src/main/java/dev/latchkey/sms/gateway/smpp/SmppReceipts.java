package dev.latchkey.sms.gateway.smpp;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * waits for a receipt is forgotten first. What phones send is acknowledged and not read.
 */
final class SmppReceipts implements MessageReceiverListener {

    private static final int REMEMBERED = 10_000;
    private static final Pattern ID = Pattern.compile("\\bid:([^ ]{1,64})");
    private static final Pattern STATE = Pattern.compile("\\bstat:([A-Z]{5,7})\\b");

    private final Consumer<ReceiptState> told;
    private final Map<String, Optional<ReceiptState>> texts = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<ReceiptState>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param told is told the final state of each text */
    SmppReceipts(Consumer<ReceiptState> told) {
        this.told = told;
    }

    /**
     * Waits for the receipt of a text, which may have come already: it may overtake the answer to the text.
     *
     * @param id that the message centre has given the text
     */
    void sent(String id) {
        settle(id, Optional.empty());
    }

    @Override
    public void onAcceptDeliverSm(DeliverSm message) {
        if (MessageType.SMSC_DEL_RECEIPT.containedIn(message.getEsmClass())) {
            byte[] body = message.getShortMessage() == null ? new byte[0] : message.getShortMessage();
            receipt(new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private void receipt(String text) {
        Matcher id = ID.matcher(text);
        Matcher state = STATE.matcher(text);
        if (id.find() && state.find()) {
            ReceiptState said = ReceiptState.of(state.group(1));
            if (said != ReceiptState.OTHER) {
                settle(id.group(1), Optional.of(said));
            }
        }
    }

    /** Of both halves, the one that comes second tells. */
    private void settle(String id, Optional<ReceiptState> said) {
        Optional<ReceiptState> state;
        synchronized (texts) {
            Optional<ReceiptState> other = texts.get(id);
            if (other == null || other.isPresent() == said.isPresent()) {
                texts.put(id, said);
                return;
            }
            texts.remove(id);
            state = said.or(() -> other);
        }
        state.ifPresent(told);
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
