package dev.latchkey.sms.gateway.receipt;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads fields of a form or query, each of them once. */
final class FormFields {

    private FormFields() {
    }

    /** Returns the fields by their names, sorted; empty where one stands there twice or is written wrongly. */
    static Optional<Map<String, String>> read(String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : text.split("&")) {
            int equals = field.indexOf('=');
            try {
                if (!field.isEmpty() && (equals < 1 || fields.put(decoded(field.substring(0, equals)),
                        decoded(field.substring(equals + 1))) != null)) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Names and values one behind the other, as they are signed. */
    static String joined(Map<String, String> fields) {
        StringBuilder joined = new StringBuilder();
        fields.forEach((name, value) -> joined.append(name).append(value));
        return joined.toString();
    }
}
