package dev.latchkey.credential;

/**
 * How a row moves on when its secret is used. The successor is made under the key that signs, whichever made the
 * secret.
 *
 * @param from     the row's generation
 * @param to       the generation after the use
 * @param keyId    the key that signs
 * @param provenBy the key under which the secret was proven
 */
public record Renewal(int from, int to, String keyId, String provenBy) {

    /** @return whether the row moves to another generation, rather than giving its newest one again */
    public boolean moves() {
        return from < to;
    }

    /** @return whether the secret was ahead of its row, as after a restore of the database */
    public boolean catchesUp() {
        return from < to - 1;
    }

    /** @return whether the secret was made under another key than the one that signs */
    public boolean rekeys() {
        return !keyId.equals(provenBy);
    }
}
