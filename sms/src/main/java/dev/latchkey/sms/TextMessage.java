package dev.latchkey.sms;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Chooses the wording of a text: never more than one segment, which is what a text costs. */
public final class TextMessage {

    private static final int GSM_SEGMENT = 160;
    private static final int UCS2_SEGMENT = 70;
    private static final int SHORTEST_NAME = 3;

    private TextMessage() {
    }

    /**
     * @param sentence makes a sentence of the user's language of the name, with the code and what it does
     * @param name     the name of the realm, which is cut before the sentence is given up
     * @param code     the code
     * @param lines    the lines by which programs fill the code in, the one that may be left out first at the end
     * @return the sentence with these lines; where that is more than one segment, with a shorter name, then the code
     *         alone with them, and where that is too long as well, the same with one line less
     */
    public static String of(UnaryOperator<String> sentence, String name, String code, List<String> lines) {
        return IntStream.rangeClosed(0, lines.size()).mapToObj(less -> lines.subList(0, lines.size() - less))
                .flatMap(kept -> Stream.concat(names(name).map(sentence), Stream.of(code))
                        .map(words -> joined(words, kept)))
                .filter(TextMessage::isOneSegment).findFirst().orElse(code);
    }

    /** The name and its beginnings, the longest first; less tells its reader nothing. */
    private static Stream<String> names(String name) {
        return Stream.concat(Stream.of(name), IntStream.range(SHORTEST_NAME, name.codePointCount(0, name.length()))
                .mapToObj(length -> name.substring(0, name.offsetByCodePoints(0, length)).strip())
                .sorted(Comparator.comparingInt(String::length).reversed()));
    }

    private static String joined(String words, List<String> lines) {
        return Stream.concat(Stream.of(words), lines.stream()).collect(Collectors.joining("\n"));
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
