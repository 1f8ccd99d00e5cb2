package dev.latchkey.it.flow.fuzz;

import java.util.Map;
import java.util.Set;

/**
 * A request as its documentation or its form has it, before anything of it is changed.
 *
 * @param name    what reports call it: method and path, or the name of a form
 * @param method  HTTP method
 * @param path    path below the server, with every parameter filled in
 * @param body    how its fields are sent
 * @param headers headers that it needs
 * @param fields  texts, numbers, lists and maps by name; {@link #ACCOUNT} stands for an account's address
 */
public record Target(String name, String method, String path, Body body, Map<String, String> headers,
        Map<String, Object> fields) {

    /** Stands in fields for the address of the account that a request is about. */
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
