package dev.latchkey.common.net;

/** Texts that requests send and that may go on to a database. */
public final class WellFormed {

    private static final char NUL = '\0';

    private WellFormed() {
    }

    /**
     * @param text what a client has sent
     * @return whether every database can hold it, and every encoding
     */
    public static boolean test(String text) {
        return text.indexOf(NUL) < 0
                && text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
}
