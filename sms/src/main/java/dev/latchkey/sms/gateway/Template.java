package dev.latchkey.sms.gateway;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with the placeholders {@code {number}}, {@code {digits}} (the number without the plus), {@code {text}},
 * {@code {realm}}, {@code {reference}} and {@code {vault.key}}. Each value is escaped for where the template stands, so
 * that no value can end the string or parameter that it is in.
 *
 * @param text   the template
 * @param escape how values are escaped
 */
record Template(String text, Escape escape) {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{(number|digits|text|realm|reference|vault\\.[A-Za-z0-9_-]{1,60})}");

    /** How values are escaped. */
    enum Escape {
        /** In a URL or form. */
        URL(value -> URLEncoder.encode(value, StandardCharsets.UTF_8)),
        /** Inside a JSON string. */
        JSON(Escape::json),
        /** In a header or plain text: without line breaks and other controls. */
        HEADER(value -> value.replaceAll("\\p{Cntrl}", " "));

        private final UnaryOperator<String> escaped;

        Escape(UnaryOperator<String> escaped) {
            this.escaped = escaped;
        }

        /** Returns that of a body of this media type. */
        static Escape of(String contentType) {
            String type = contentType.toLowerCase(Locale.ROOT);
            if (type.contains("json")) {
                return JSON;
            }
            if (type.contains("x-www-form-urlencoded")) {
                return URL;
            }
            throw new IllegalArgumentException(
                    "The gateway's content type must be JSON or application/x-www-form-urlencoded");
        }

        private static String json(String value) {
            StringBuilder json = new StringBuilder();
            value.chars().forEach(c -> {
                if (c == '"' || c == '\\') {
                    json.append('\\').append((char) c);
                } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
                    json.append(String.format(Locale.ROOT, "\\u%04x", c));
                } else {
                    json.append((char) c);
                }
            });
            return json.toString();
        }
    }

    /**
     * @param values returns the value of a placeholder by its name
     * @return the text with all values
     */
    String filled(UnaryOperator<String> values) {
        return PLACEHOLDER.matcher(text).replaceAll(found ->
                Matcher.quoteReplacement(escape.escaped.apply(values.apply(found.group(1)))));
    }

    /** Leaves out the template, which may hold a secret. */
    @Override
    public String toString() {
        return "Template";
    }
}
