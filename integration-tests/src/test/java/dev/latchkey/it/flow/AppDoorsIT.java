package dev.latchkey.it.flow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What {@code docs/apps.md} says that each door claims is what its tokens claim. */
@KeycloakIntegrationTest(config = FlowServer.class)
class AppDoorsIT extends NativeTest {

    private static final Pattern ROW =
            Pattern.compile("\\| ((?:native|direct grant): [^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void acrAndAmrOfEachDoorAreAsDocumented() throws IOException {
        Person person = person();
        NativeApp app = app();
        Map<String, String> claimed = new TreeMap<>();
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer tokens = app.redeem(app.otpAndTrust(asked, code(person, asked)));
        claimed.put("native: password and code", claims(tokens));
        claimed.put("native: password on a trusted device", claims(app.redeem(
                app.begin(person, Map.of("auth_session", tokens.authSession().orElseThrow())))));
        Map<String, String> grant = Map.of("grant_type", "password", "scope", "openid", "username", person.username(),
                "password", Person.PASSWORD);
        NativeApp.Answer required = app.token(grant);
        Map<String, String> answer = new TreeMap<>(grant);
        answer.put("challenge_id", required.json().get("challenge_id").asText());
        answer.put("otp", code(person, required));
        claimed.put("direct grant: password and code", claims(app.token(answer)));

        assertEquals(claimed, documented());
    }

    private static String claims(NativeApp.Answer tokens) {
        JsonNode id = tokens.idToken();
        return id.path("acr").asText() + " / " + (id.has("amr") ? id.get("amr").toString() : "none");
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/apps.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2) + " / " + row.group(3));
            }
        }
        return rows;
    }
}
