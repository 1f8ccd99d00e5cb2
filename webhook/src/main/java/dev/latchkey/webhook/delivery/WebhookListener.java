package dev.latchkey.webhook.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.geoip.GeoIpLocations;
import dev.latchkey.signin.SilentSignIn;
import dev.latchkey.webhook.FailureQuota;
import dev.latchkey.webhook.WebhookBody;
import dev.latchkey.webhook.jpa.EventOutbox;
import org.keycloak.common.util.Time;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventType;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

/**
 * Records each event in the outbox, in the event's own transaction, so that there is no event without its row, nor a
 * row without its event. Of the events that a client can repeat at will, without a user or by a name, token or cookie
 * alone, those beyond {@link FailureQuota} are only counted.
 */
final class WebhookListener implements EventListenerProvider {

    private static final Pattern USER =
            Pattern.compile("(?:latchkey-[a-z-]+/|attack-detection/brute-force/)?users/([^/]+)(?:/.*)?");

    private final KeycloakSession session;
    private final FailureQuota failures;

    WebhookListener(KeycloakSession session, FailureQuota failures) {
        this.session = session;
        this.failures = failures;
    }

    @Override
    public void onEvent(Event event) {
        boolean silent = event.getType() == EventType.LOGIN && SilentSignIn.is(session, event);
        if (failures.admit(event, silent, Time.currentTimeMillis())) {
            add(event.getRealmId(), event.getUserId() == null ? "" : event.getUserId(),
                    WebhookBody.of(event, this::location));
        }
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        add(event.getRealmId(), userOf(event.getResourcePath()), WebhookBody.of(event, this::location));
    }

    private void add(String realmId, String userId, String body) {
        new EventOutbox(session).add(realmId, userId, body);
    }

    /** In English: a receiver is no user with a language of their own. */
    private Optional<String> location(String address) {
        return GeoIpLocations.of(session).of(address, Locale.ENGLISH);
    }

    /** Admin events on a user share the user's subject, so that they arrive in order with the user's own events. */
    private static String userOf(String resourcePath) {
        Matcher path = USER.matcher(resourcePath == null ? "" : resourcePath);
        return path.matches() ? path.group(1) : "";
    }

    @Override
    public void close() {
    }
}
