package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.event.EventDetails;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.util.JsonSerialization;

class WebhookBodyTest {

    /** The first is written as six characters, the fifth as twelve, and the last is half of a character. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\"", "x", "\u00fc", "\ud83d\ude42", "\ud83d"})
    void attack_whateverARequestSays_theBodyFitsItsColumnAndTheAccountIsWhole(String character) throws Exception {
        String text = character.repeat(5_000);
        Event event = new Event();
        event.setId("0".repeat(36));
        event.setType(EventType.LOGIN_ERROR);
        event.setRealmId("1".repeat(36));
        event.setRealmName("r".repeat(255));
        event.setUserId("f:" + "2".repeat(253));
        event.setClientId(text);
        event.setIpAddress(text);
        event.setError(text);
        Map<String, String> details = new HashMap<>();
        EventDetails.ALL.forEach(name -> details.put(name, text));
        event.setDetails(details);

        String body = WebhookBody.of(event, address -> Optional.of(text));

        assertTrue(body.length() <= WebhookBody.MAX_LENGTH, () -> body.length() + " characters");
        assertTrue(body.chars().allMatch(each -> each >= ' ' && each <= '~'), body);
        JsonNode json = JsonSerialization.readValue(body, JsonNode.class);
        assertEquals(event.getUserId(), json.path("data").path("user_id").asText());
        assertEquals(event.getRealmId(), json.path("data").path("realm_id").asText());
        assertEquals("user.login_error", json.path("type").asText());
    }

    /** As Keycloak 26.7 writes them: with the id of a session, and with what a client has sent. */
    @ParameterizedTest
    @ValueSource(strings = {"Session '7b0c6d4e-2a54-4d7d-9a35-0d0f2f0c8e11' not active",
        "Incorrect redirect_uri. Expected https://app.example, but was https://mallory.example/?secret",
        "7b0c6d4e-2a54-4d7d-9a35-0d0f2f0c8e11", "word"})
    void attack_reasonThatHoldsASessionOrWhatAClientHasSent_isLeftOut(String reason) throws Exception {
        assertTrue(reason(reason).isMissingNode());
    }

    @Test
    void aReasonThatIsAWordOfKeycloakIsSent() throws Exception {
        assertEquals("client_policy_error", reason("client_policy_error").asText());
    }

    private static JsonNode reason(String text) throws Exception {
        Event event = new Event();
        event.setType(EventType.CODE_TO_TOKEN_ERROR);
        event.setDetails(new HashMap<>(Map.of(Details.REASON, text)));
        return JsonSerialization.readValue(WebhookBody.of(event, address -> Optional.empty()), JsonNode.class)
                .at("/data/details/reason");
    }

    @Test
    void theRiskOfASignInIsSent() throws Exception {
        Event event = new Event();
        event.setType(EventType.LOGIN);
        Map<String, String> risk = Map.of(EventDetails.RISK_LEVEL, "high", EventDetails.RISK_SCORE, "93",
                EventDetails.RISK_REASONS, "new-country,address");
        event.setDetails(new HashMap<>(risk));
        JsonNode details = JsonSerialization.readValue(WebhookBody.of(event, address -> Optional.empty()),
                JsonNode.class).at("/data/details");
        risk.forEach((name, value) -> assertEquals(value, details.path(name).asText()));
    }

    @Test
    void aSummaryOfEveryKindOfFailureFitsItsColumnAndTellsTheSum() throws Exception {
        Map<EventType, Integer> counts = new EnumMap<>(EventType.class);
        for (EventType type : EventType.values()) {
            counts.put(type, 1_000_000);
        }
        String body = WebhookBody.of(new FailureQuota.Summary("1".repeat(36), "\u0001".repeat(255),
                "f:" + "2".repeat(253), 1, 2, counts));
        assertTrue(body.length() <= WebhookBody.MAX_LENGTH, () -> body.length() + " characters");
        JsonNode json = JsonSerialization.readValue(body, JsonNode.class);
        assertEquals("latchkey.failures_summary", json.path("type").asText());
        assertEquals(1_000_000 * EventType.values().length, json.at("/data/count").asInt());
    }
}
