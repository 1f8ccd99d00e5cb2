package dev.latchkey.sms;

import java.util.List;
import java.util.Optional;

/** Chooses the wording of a text: never more than one segment, which is what a text costs. */
public final class TextMessage {

    private static final int GSM_SEGMENT = 160;
    private static final int UCS2_SEGMENT = 70;

    private TextMessage() {
    }

    /**
     * @param sentence  the code in a sentence of the user's language
     * @param code      the code
     * @param boundLine the line that binds the code to a domain, by which browsers fill it in; empty for none
     * @return the sentence with that line as the last one; where that is more than one segment, the code alone with
     *         that line, and where that is too long as well, what fits without it
     */
    public static String of(String sentence, String code, Optional<String> boundLine) {
        List<String> wordings = boundLine
                .map(line -> List.of(sentence + '\n' + line, code + '\n' + line, sentence))
                .orElse(List.of(sentence));
        return wordings.stream().filter(TextMessage::isOneSegment).findFirst().orElse(code);
    }

    /**
     * @param sentence what a text says that has no code
     * @return as much of it as one segment holds
     */
    public static String shortened(String sentence) {
        String text = sentence;
        while (!isOneSegment(text)) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    /**
     * @param text what a text says
     * @return whether it is sent, and paid, as one
     */
    public static boolean isOneSegment(String text) {
        return GsmAlphabet.encoded(text).map(letters -> letters.length <= GSM_SEGMENT)
                .orElse(text.length() <= UCS2_SEGMENT);
    }
}
