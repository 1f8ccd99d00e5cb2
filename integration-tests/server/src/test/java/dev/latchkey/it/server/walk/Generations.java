package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The model of a rotating secret, a secret code or a trusted device: which of its generations may still work. */
final class Generations {

    private static final long GRACE = Duration.ofSeconds(60).toMillis();

    private final boolean lasting;
    private final long idle;
    private final long expiresAt;
    /** When each generation was made. */
    private final Map<Integer, Long> madeAt = new HashMap<>();
    private int row = 1;
    private long rotatedAt;
    private long lastUsed;
    private boolean ended;
    private boolean replayed;
    /** Up to this generation a key may be missing that a secret was made with. */
    private int doubtfulTo;
    private Generations backup;

    /**
     * @param lasting whether the generation before stays good until the newest one is presented, as that of a code
     * @param idle    milliseconds without use after which it has expired
     * @param life    milliseconds after which it has expired
     */
    Generations(boolean lasting, Duration idle, Duration life, long now) {
        this.lasting = lasting;
        this.idle = idle.toMillis();
        this.expiresAt = now + life.toMillis();
        rotatedAt = now;
        lastUsed = now;
        madeAt.put(1, now);
    }

    private Generations(Generations other) {
        lasting = other.lasting;
        idle = other.idle;
        expiresAt = other.expiresAt;
        row = other.row;
        rotatedAt = other.rotatedAt;
        lastUsed = other.lastUsed;
    }

    /** When the secret was issued, epoch milliseconds. */
    long since() {
        return madeAt.get(1);
    }

    int newest() {
        return row;
    }

    boolean stands(long now) {
        return !ended && !hasExpired(now);
    }

    /** Whether its lifetime is over, or that without a use, whatever else has ended it. */
    boolean hasExpired(long now) {
        return now >= Math.min(expiresAt, lastUsed + idle);
    }

    /** What a client that presents a generation now is answered. */
    Fate expected(int generation, long now) {
        if (!stands(now)) {
            return Fate.REFUSED;
        }
        Fate good = generation <= doubtfulTo ? Fate.EITHER : Fate.WORKS;
        if (generation >= row) {
            return good;
        }
        return generation == row - 1 && (lasting || now - rotatedAt < GRACE) ? good : Fate.REFUSED;
    }

    /** Whether presenting this generation shows that there is a copy, which ends the secret. */
    boolean isReplay(int generation, long now) {
        return !ended && generation < row - 1 && now - rotatedAt >= GRACE;
    }

    /** A generation was accepted; returns the one that the client is given. */
    int accepted(int generation, long now) {
        lastUsed = now;
        if (generation >= row) {
            row = generation + 1;
            rotatedAt = now;
            madeAt.putIfAbsent(row, now);
        }
        return row;
    }

    /** A copy was presented; where its key is gone, it may not have been recognised as one. */
    void replay(int generation) {
        if (generation <= doubtfulTo) {
            doubtfulTo = Integer.MAX_VALUE;
        } else {
            ended = true;
            replayed = true;
        }
    }

    void end() {
        ended = true;
    }

    boolean wasReplayed() {
        return replayed;
    }

    boolean isDoubtful() {
        return doubtfulTo >= row;
    }

    /** Keys are retired that may have signed until some time. */
    void retired(long signedUntil) {
        madeAt.forEach((generation, at) -> {
            if (at <= signedUntil) {
                doubtfulTo = Math.max(doubtfulTo, generation);
            }
        });
    }

    void backUp() {
        backup = new Generations(this);
    }

    boolean hasBackup() {
        return backup != null && !ended && doubtfulTo == 0;
    }

    void restore() {
        row = backup.row;
        rotatedAt = backup.rotatedAt;
        lastUsed = backup.lastUsed;
    }
}
