package dev.latchkey.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** The time as mails show it: in the reader's language, and with its zone, since a mail does not know the reader's. */
final class MailTime {

    private MailTime() {
    }

    /**
     * @param locale the reader's language
     * @param millis a point in time, epoch milliseconds
     * @return the time as text
     */
    static String of(Locale locale, long millis) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale)
                .format(Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC)) + " UTC";
    }
}
