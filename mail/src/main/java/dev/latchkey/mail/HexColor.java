package dev.latchkey.mail;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A colour of a mail, written as CSS does in six hexadecimal digits, with the contrasts of WCAG 2.2.
 *
 * @param red   from 0 to 255
 * @param green from 0 to 255
 * @param blue  from 0 to 255
 */
record HexColor(int red, int green, int blue) {

    /** Black. */
    static final HexColor BLACK = new HexColor(0, 0, 0);
    /** White. */
    static final HexColor WHITE = new HexColor(255, 255, 255);

    private static final Pattern HEX = Pattern.compile("#[0-9A-Fa-f]{6}");
    private static final int HEX_RADIX = 16;
    private static final int STEPS = 20;

    /**
     * @param text what is configured
     * @return the colour; empty unless the text is a number sign and six hexadecimal digits, and nothing else
     */
    static Optional<HexColor> parse(String text) {
        if (!HEX.matcher(text).matches()) {
            return Optional.empty();
        }
        int rgb = Integer.parseInt(text.substring(1), HEX_RADIX);
        return Optional.of(new HexColor(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff));
    }

    /** @return black or white, whichever is easier to read on this colour; the contrast is 4.5 at least */
    HexColor readable() {
        return contrast(BLACK) >= contrast(WHITE) ? BLACK : WHITE;
    }

    /**
     * @param background a dark colour
     * @param least      the contrast wanted
     * @return this colour, mixed with as little white as gives the contrast
     */
    HexColor lightenedOn(HexColor background, double least) {
        HexColor lightened = this;
        for (int step = 1; step <= STEPS && lightened.contrast(background) < least; step++) {
            lightened = new HexColor(mixed(red, step), mixed(green, step), mixed(blue, step));
        }
        return lightened;
    }

    /**
     * @param other another colour
     * @return the contrast between both, from 1 to 21
     */
    double contrast(HexColor other) {
        double one = luminance();
        double two = other.luminance();
        return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    }

    /** @return the colour as CSS writes it */
    String css() {
        return "#%02x%02x%02x".formatted(red, green, blue);
    }

    private static int mixed(int channel, int step) {
        return channel + (255 - channel) * step / STEPS;
    }

    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
