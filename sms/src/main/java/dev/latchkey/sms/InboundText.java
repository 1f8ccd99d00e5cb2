package dev.latchkey.sms;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A text that a phone has sent, as the network reports it. The number of its sender can be forged.
 *
 * @param sender the number of the phone, with or without the plus of its country code
 * @param body   what it says
 */
public record InboundText(String sender, String body) {

    /** Letters and digits that no reader takes for others, and that make no words. */
    static final String LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ";
    /** Length of the word by which a text is told. */
    static final int WORD = 8;

    private static final Pattern WORDS =
            Pattern.compile("(?<![\\p{L}\\p{N}])[" + LETTERS + "]{" + WORD + "}(?![\\p{L}\\p{N}])");
    /** A text holds one; what else reads like one, such as in a signature, is passed over. */
    private static final int MOST_WORDS = 3;
    /** Longest body that is read, in characters: that of ten segments. */
    private static final int MAX_BODY = 1_530;

    /** @return the sender in the form of E.164; empty for what is no mobile phone, such as a name */
    public Optional<String> number() {
        String digits = sender.strip();
        return PhoneNumbers.mobile(digits.startsWith("+") ? digits : '+' + digits);
    }

    /** @return what in it may be the word of a proof, in capital letters */
    public List<String> words() {
        return body.length() > MAX_BODY ? List.of()
                : WORDS.matcher(body.toUpperCase(Locale.ROOT)).results().limit(MOST_WORDS).map(MatchResult::group)
                        .toList();
    }

    /** Leaves out who has sent what. */
    @Override
    public String toString() {
        return "InboundText";
    }
}
