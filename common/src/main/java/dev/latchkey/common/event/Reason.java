package dev.latchkey.common.event;

import java.util.Locale;

/** Why something was refused or ended. Implemented by enums alone, so that there are only so many. */
public interface Reason {

    /** @return the constant's name */
    String name();

    /** @return the word that the OWASP logging vocabulary has for it */
    String owasp();

    /** @return the value that events, meters and docs use */
    default String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
