package dev.latchkey.sample;

import java.util.List;

/**
 * What is wrong with a field of a form.
 *
 * @param field      attribute of the realm's user profile, or {@code password}
 * @param message    key of a message of Keycloak's, for which the app has texts of its own
 * @param parameters what the text names, for example a length
 */
public record FieldError(String field, String message, List<String> parameters) {
}
