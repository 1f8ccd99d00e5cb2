package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Tokens that an app was given, and the model of its refresh token. */
final class Tokens {

    private static final long REPEATABLE = Duration.ofSeconds(10).toMillis();

    private final App app;
    private final Session session;
    private final Session.Part part;
    private final Tokens before;
    private final List<Tokens> after = new ArrayList<>();
    private final String refreshToken;
    private final String accessToken;
    private final long madeAt;
    private long spentAt = -1;
    private boolean doubtful;

    /** @param before the tokens for whose refresh token they were given; null for none */
    Tokens(App app, Session session, Tokens before, String refreshToken, String accessToken, long now) {
        this.app = app;
        this.session = session;
        this.part = before == null ? session.part(app) : before.part;
        this.before = before;
        this.refreshToken = refreshToken;
        this.accessToken = accessToken;
        madeAt = now;
        if (before != null) {
            before.after.add(this);
        }
    }

    App app() {
        return app;
    }

    Session session() {
        return session;
    }

    String refreshToken() {
        return refreshToken;
    }

    String accessToken() {
        return accessToken;
    }

    boolean isSpent() {
        return spentAt >= 0;
    }

    private boolean rankIsSpent() {
        return isSpent() || before != null && before.after.stream().anyMatch(Tokens::isSpent);
    }

    /** Whether session and app's part of it stand. */
    boolean stand(long now) {
        return session.stands(now) && part.stands();
    }

    Fate expected(long now) {
        if (!stand(now)) {
            return Fate.REFUSED;
        }
        boolean works = !rankIsSpent() || isRepeatable(now);
        return works ? doubtful || part.isDoubtful() ? Fate.EITHER : Fate.WORKS : Fate.REFUSED;
    }

    /** Only a client that authenticates may repeat a request whose answer was lost. */
    private boolean isRepeatable(long now) {
        return app == App.CONFIDENTIAL && isSpent() && now - spentAt < REPEATABLE
                && after.stream().noneMatch(Tokens::isSpent);
    }

    /** Whether presenting it shows that there is a copy, which ends the app's part of the session. */
    boolean isReplay(long now) {
        return stand(now) && rankIsSpent() && !isRepeatable(now);
    }

    void spent(long now) {
        if (!isSpent()) {
            spentAt = now;
        }
    }

    /** A copy was presented; where its key is gone, it may not have been recognised as one. */
    void replay() {
        if (doubtful) {
            part.doubt();
        } else {
            part.end();
        }
    }

    void endPart() {
        part.end();
    }

    void retired(long signedUntil) {
        doubtful |= madeAt <= signedUntil;
    }
}
