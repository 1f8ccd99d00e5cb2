package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The model of a session: one of the browser, or one that a secret code has opened. */
final class Session {

    private static final long LIFE = Duration.ofDays(7).toMillis();

    private final String id;
    private final long startedAt;
    private final Map<App, Part> parts = new EnumMap<>(App.class);
    private boolean ended;

    Session(String id, long now) {
        this.id = id;
        startedAt = now;
    }

    String id() {
        return id;
    }

    boolean stands(long now) {
        return !ended && now - startedAt < LIFE;
    }

    /** Whether Keycloak may have removed it, since no app is left in it. */
    boolean isEmpty() {
        return parts.values().stream().noneMatch(Part::stands);
    }

    void end() {
        ended = true;
    }

    /** The app's part; a new one where there is none that stands. */
    Part part(App app) {
        Part part = parts.get(app);
        if (part == null || !part.stands()) {
            part = new Part();
            parts.put(app, part);
        }
        return part;
    }

    /** One app's part of a session, which ends without the other's. */
    static final class Part {

        private boolean ended;
        private boolean doubtful;

        boolean stands() {
            return !ended;
        }

        void end() {
            ended = true;
        }

        boolean isDoubtful() {
            return doubtful;
        }

        /** It may have ended. */
        void doubt() {
            doubtful = true;
        }
    }
}
