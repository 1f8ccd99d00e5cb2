package dev.latchkey.sms;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** The alphabet of 3GPP TS 23.038, with which a text holds most letters. */
public final class GsmAlphabet {

    private static final char ESCAPE = '\u001b';
    /** Each letter at the place of its number. */
    private static final String LETTERS = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ" + ESCAPE + "ÆæßÉ"
            + " !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    /** These take two places each: the escape, and the number of the letter that stands here at the same place. */
    private static final String EXTENSION = "^{}\\[~]|€";
    private static final String EXTENSION_NUMBERS = "Λ()/<=>¡e";

    private GsmAlphabet() {
    }

    /**
     * @param text what to write
     * @return its letters, one in each byte and not packed; empty if the alphabet lacks one
     */
    public static Optional<byte[]> encoded(String text) {
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        for (char letter : text.toCharArray()) {
            int extension = EXTENSION.indexOf(letter);
            int number = LETTERS.indexOf(extension < 0 ? letter : EXTENSION_NUMBERS.charAt(extension));
            if (number < 0 || letter == ESCAPE) {
                return Optional.empty();
            }
            if (extension >= 0) {
                letters.write(ESCAPE);
            }
            letters.write(number);
        }
        return Optional.of(letters.toByteArray());
    }
}
