package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

/** The claims of an ID token about a sign-in, by the table "What each endpoint claims" in {@code docs/apps.md}. */
enum EndpointClaims {

    PASSWORD_AND_CODE("browser: password and code"),
    TRUSTED_DEVICE("browser: password on a trusted device"),
    CODE_ALONE("browser: the code alone"),
    SINGLE_SIGN_ON("browser: single sign-on cookie"),
    NATIVE("native: password and code"),
    NATIVE_TRUSTED_DEVICE("native: password on a trusted device"),
    DIRECT_GRANT("direct grant: password and code"),
    SECRET_CODE("secret code");

    private static final String HEAD = "| endpoint | `acr` | `amr` |";

    private final String endpoint;

    EndpointClaims(String endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Asserts that the table has this endpoint, has no endpoint that is missing here, and states the claims of this
     * token.
     */
    void assertClaimed(JsonNode idToken) {
        List<String[]> rows = AppsTable.below(HEAD);
        assertEquals(Arrays.stream(values()).map(known -> known.endpoint).toList(),
                rows.stream().map(row -> row[0]).toList());
        String amr = idToken.path("amr").isEmpty() ? "none" : "`" + idToken.get("amr") + "`";
        assertEquals(String.join(" | ", rows.get(ordinal())),
                String.join(" | ", endpoint, idToken.path("acr").asText("none"), amr));
    }
}
