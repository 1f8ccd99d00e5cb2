package dev.latchkey.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.latchkey.common.event.EventDetails;
import dev.latchkey.common.net.Label;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.AuthDetails;
import org.keycloak.util.JsonSerialization;

/**
 * Writes the JSON bodies that the receiver gets. Only details that are known to hold no secret are sent: Keycloak's own
 * details include session ids and the text that users type as a user name, and representations hold passwords.
 */
public final class WebhookBody {

    /** Longest body, in characters. */
    public static final int MAX_LENGTH = 4_000;

    private static final Set<String> DETAILS = details();
    /** Values of Keycloak's detail {@code reason} that are words of its own, some of its newest version alone. */
    private static final Set<String> REASONS = Set.of(Details.CLIENT_POLICY_ERROR, "user_session_expired",
            "invalid_user_session_remember_me", "brute_force_attack detected", Errors.INVALID_SAML_RESPONSE,
            Errors.INVALID_SAML_DOCUMENT, Errors.INVALID_SAML_ARTIFACT_RESPONSE, Errors.INVALID_DESTINATION,
            Errors.MISSING_REQUIRED_DESTINATION, Errors.UNSUPPORTED_NAMEID_FORMAT);
    /** Members whose text a client can choose; all others come from Keycloak and are short. */
    private static final Set<String> UNTRUSTED = Set.of("client_id", "ip_address", "place", "error", "resource_path");
    private static final int LONGEST_VALUE = 255;
    /** Most event types that a summary lists; the others are in the sum alone. */
    private static final int MOST_COUNTS = 40;
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private WebhookBody() {
    }

    private static Set<String> details() {
        Set<String> details = new HashSet<>(EventDetails.ALL);
        details.addAll(Set.of(Details.AUTH_METHOD, Details.AUTH_TYPE, Details.GRANT_TYPE, Details.CREDENTIAL_TYPE,
                Details.IDENTITY_PROVIDER, Details.REASON));
        return details;
    }

    /** Of Keycloak's reasons most are sentences, into which it writes session ids and what clients send. */
    private static boolean isSent(String name, String value) {
        return DETAILS.contains(name) && value != null && (!name.equals(Details.REASON) || REASONS.contains(value));
    }

    /**
     * @param event   a user event
     * @param locator returns the location of a client's address
     * @return JSON of at most {@link #MAX_LENGTH} ASCII characters
     */
    public static String of(Event event, Function<String, Optional<String>> locator) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("event_id", event.getId());
        data.put("event", event.getType().name());
        data.put("realm", event.getRealmName());
        data.put("realm_id", event.getRealmId());
        data.put("user_id", event.getUserId());
        data.put("client_id", event.getClientId());
        address(data, event.getIpAddress(), locator);
        data.put("error", event.getError());
        return body("user." + lower(event.getType().name()), event.getTime(), data, event.getDetails());
    }

    /**
     * @param event   an admin event
     * @param locator returns the location of a client's address
     * @return JSON of at most {@link #MAX_LENGTH} ASCII characters
     */
    public static String of(AdminEvent event, Function<String, Optional<String>> locator) {
        String resource = event.getResourceTypeAsString();
        String operation = event.getOperationType().name();
        AuthDetails actor = event.getAuthDetails();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("event_id", event.getId());
        data.put("event", operation);
        data.put("realm", event.getRealmName());
        data.put("realm_id", event.getRealmId());
        data.put("resource_type", resource);
        data.put("resource_path", event.getResourcePath());
        if (actor != null) {
            data.put("actor_realm_id", actor.getRealmId());
            data.put("actor_client_id", actor.getClientId());
            data.put("actor_user_id", actor.getUserId());
            address(data, actor.getIpAddress(), locator);
        }
        data.put("error", event.getError());
        return body("admin." + lower(resource) + '.' + lower(operation), event.getTime(), data, event.getDetails());
    }

    /**
     * @param summary events that were counted instead of recorded
     * @return JSON of at most {@link #MAX_LENGTH} ASCII characters
     */
    public static String of(FailureQuota.Summary summary) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("event", "FAILURES_SUMMARY");
        data.put("realm", shorten(summary.realmName(), LONGEST_VALUE));
        data.put("realm_id", summary.realmId());
        if (!summary.userId().isEmpty()) {
            data.put("user_id", summary.userId());
        }
        data.put("from", Instant.ofEpochMilli(summary.from()).toString());
        data.put("until", Instant.ofEpochMilli(summary.until()).toString());
        data.put("count", summary.counts().values().stream().mapToInt(Integer::intValue).sum());
        Map<String, Integer> counts = new TreeMap<>();
        summary.counts().entrySet().stream()
                .sorted(Map.Entry.<EventType, Integer>comparingByValue().reversed()).limit(MOST_COUNTS)
                .forEach(count -> counts.put(count.getKey().name(), count.getValue()));
        data.put("counts", counts);
        return write(Map.of("type", "latchkey.failures_summary", "timestamp",
                Instant.ofEpochMilli(summary.until()).toString(), "data", data));
    }

    private static void address(Map<String, Object> data, String address, Function<String, Optional<String>> locator) {
        data.put("ip_address", address);
        data.put("place", address == null ? null : locator.apply(address).orElse(null));
    }

    private static String body(String type, long time, Map<String, Object> data, Map<String, String> details) {
        data.values().removeIf(value -> value == null);
        Map<String, String> known = new TreeMap<>();
        if (details != null) {
            details.forEach((name, value) -> {
                if (isSent(name, value)) {
                    known.put(name, value);
                }
            });
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("timestamp", Instant.ofEpochMilli(time).toString());
        body.put("data", data);
        for (int longest = LONGEST_VALUE;; longest /= 2) {
            int max = longest;
            Map<String, Object> shortened = new LinkedHashMap<>(data);
            shortened.replaceAll((name, value) ->
                    shorten(String.valueOf(value), UNTRUSTED.contains(name) ? max : LONGEST_VALUE));
            known.replaceAll((name, value) -> shorten(value, max));
            shortened.put("details", known);
            body.put("data", shortened);
            String json = write(body);
            // only escaping makes it so long, and then the values are not Latchkey's own words
            if (longest == 0 || json.length() <= MAX_LENGTH) {
                return json;
            }
        }
    }

    /** Without lone surrogates, which some databases refuse. */
    private static String shorten(String value, int longest) {
        return Label.cut(LONE_SURROGATE.matcher(value).replaceAll("\ufffd"), longest);
    }

    private static String lower(String name) {
        return name == null ? "other" : name.toLowerCase(Locale.ROOT);
    }

    private static String write(Map<String, Object> body) {
        try {
            // MySQL and MariaDB databases may store ASCII alone, depending on their configuration
            return JsonSerialization.mapper.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
