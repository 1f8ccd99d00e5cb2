package dev.latchkey.it.flow;

import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What an ID token claims of a sign-in, by the table "What each door claims" in {@code docs/apps.md}. */
enum DoorClaims {

    PASSWORD_AND_CODE("browser: password and code"),
    TRUSTED_DEVICE("browser: password on a trusted device"),
    CODE_ALONE("browser: the code alone"),
    SINGLE_SIGN_ON("browser: single sign-on cookie"),
    NATIVE("native: password and code"),
    NATIVE_TRUSTED_DEVICE("native: password on a trusted device"),
    DIRECT_GRANT("direct grant: password and code"),
    SECRET_CODE("secret code");

    private static final String HEAD = "| door | `acr` | `amr` |";

    private final String door;

    DoorClaims(String door) {
        this.door = door;
    }

    /** The table has this door, and no door that is not here, and says of it what this token says. */
    void assertClaimed(JsonNode idToken) {
        List<String[]> rows = AppsTable.below(HEAD);
        assertEquals(Arrays.stream(values()).map(known -> known.door).toList(),
                rows.stream().map(row -> row[0]).toList());
        String amr = idToken.path("amr").isEmpty() ? "none" : "`" + idToken.get("amr") + "`";
        assertEquals(String.join(" | ", rows.get(ordinal())),
                String.join(" | ", door, idToken.path("acr").asText("none"), amr));
    }
}
