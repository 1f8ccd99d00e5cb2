package dev.latchkey.sms.gateway.smpp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.latchkey.sms.GsmAlphabet;
import dev.latchkey.sms.TextMessage;
import org.jsmpp.bean.DataCoding;
import org.jsmpp.bean.RawDataCoding;

/**
 * A text as the protocol carries it.
 *
 * @param coding  how the letters are written: 0 for the GSM alphabet, one letter in each byte, 8 for UCS-2
 * @param letters the text
 */
record SmppText(DataCoding coding, byte[] letters) {

    private static final byte GSM = 0;
    private static final byte UCS2 = 8;

    /**
     * @param text what the text says
     * @return it in the GSM alphabet where that has all letters, else in UCS-2; empty if it needs more than one segment
     */
    static Optional<SmppText> of(String text) {
        if (!TextMessage.isOneSegment(text)) {
            return Optional.empty();
        }
        return Optional.of(GsmAlphabet.encoded(text).map(letters -> new SmppText(new RawDataCoding(GSM), letters))
                .orElseGet(() -> new SmppText(new RawDataCoding(UCS2), text.getBytes(StandardCharsets.UTF_16BE))));
    }

    /** Holds a code. */
    @Override
    public String toString() {
        return "SmppText";
    }
}
