package dev.latchkey.common.webhook;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.outbox.EventOutbox;
import dev.latchkey.common.place.Places;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.models.KeycloakSession;

/** Records each event in the outbox, in the event's own transaction: an event without its row cannot be, nor a row. */
final class WebhookListener implements EventListenerProvider {

    private static final Pattern USER =
            Pattern.compile("(?:latchkey-[a-z-]+/|attack-detection/brute-force/)?users/([^/]+)(?:/.*)?");

    private final KeycloakSession session;

    WebhookListener(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(Event event) {
        add(event.getRealmId(), event.getUserId(), WebhookBody.of(event, this::place));
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        add(event.getRealmId(), userOf(event.getResourcePath()), WebhookBody.of(event, this::place));
    }

    private void add(String realmId, String userId, String body) {
        session.getProvider(EventOutbox.class).add(realmId, userId == null ? "" : userId, body);
    }

    /** A receiver is no person with a language of their own. */
    private Optional<String> place(String address) {
        return Places.of(session).of(address, Locale.ENGLISH);
    }

    /** What an admin does to a user is to arrive in order with what the user does. */
    private static String userOf(String resourcePath) {
        Matcher path = USER.matcher(resourcePath == null ? "" : resourcePath);
        return path.matches() ? path.group(1) : "";
    }

    @Override
    public void close() {
    }
}
