package dev.latchkey.it.flow.fuzz;

import java.util.Map;
import java.util.Set;

/**
 * A request as its documentation or its form defines it, before any change.
 *
 * @param name    its name in reports: method and path, or the name of a form
 * @param method  HTTP method
 * @param path    path below the server, with every parameter filled in
 * @param body    how its fields are sent
 * @param headers required headers
 * @param fields  texts, numbers, lists and maps by name; {@link #ACCOUNT} is a placeholder for an account's address
 */
public record Target(String name, String method, String path, Body body, Map<String, String> headers,
        Map<String, Object> fields) {

    /** Placeholder in fields for the address of the account that a request concerns. */
    public static final String ACCOUNT = "the-account@in.question";

    /** How fields are sent. */
    public enum Body {
        NONE(""), FORM("application/x-www-form-urlencoded"), JSON("application/json");

        private final String contentType;

        Body(String contentType) {
            this.contentType = contentType;
        }

        String contentType() {
            return contentType;
        }

        static Body of(Set<String> contentTypes) {
            return contentTypes.contains(JSON.contentType) ? JSON : contentTypes.isEmpty() ? NONE : FORM;
        }
    }
}
