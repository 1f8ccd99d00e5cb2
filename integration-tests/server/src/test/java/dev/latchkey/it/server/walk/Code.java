package dev.latchkey.it.server.walk;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A secret code of an app, with all of its generations. */
final class Code {

    private static final int SELECTOR_LENGTH = 16;
    private static final Duration IDLE = Duration.ofDays(30);
    private static final Duration LIFE = Duration.ofDays(90);

    private final App app;
    private final Session issuedIn;
    private final Generations generations;
    private final Map<Integer, String> texts = new HashMap<>();
    private final List<Session> opened = new ArrayList<>();

    Code(App app, Session issuedIn, String text, long now) {
        this.app = app;
        this.issuedIn = issuedIn;
        generations = new Generations(true, IDLE, LIFE, now);
        texts.put(1, text);
    }

    static int generation(String text) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(SELECTOR_LENGTH))).getInt();
    }

    String id() {
        return texts.get(1).substring(0, SELECTOR_LENGTH);
    }

    App app() {
        return app;
    }

    Generations generations() {
        return generations;
    }

    /** The newest generation that the app was given. */
    int held() {
        return texts.keySet().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    String text(int generation) {
        return texts.get(generation);
    }

    void give(String text) {
        texts.put(generation(text), text);
    }

    void opens(Session session) {
        opened.add(session);
    }

    /** Whether the code ends when this session is logged out. */
    boolean isOf(Session session) {
        return issuedIn == session || opened.contains(session);
    }

    /** Ends the code and what it has opened; not the user's own sign-in. */
    void end() {
        generations.end();
        opened.forEach(Session::end);
    }
}
