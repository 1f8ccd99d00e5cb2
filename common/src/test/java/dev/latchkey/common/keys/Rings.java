package dev.latchkey.common.keys;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;

/** Rings of keys for tests. */
public final class Rings {

    private Rings() {
    }

    /**
     * @param ids ids of keys; the first one signs
     * @return a ring in which the same id is the same key as in any other
     */
    public static KeyRing of(String... ids) {
        LinkedHashMap<String, byte[]> keys = new LinkedHashMap<>();
        for (String id : ids) {
            keys.put(id, ("key " + id).getBytes(StandardCharsets.UTF_8));
        }
        return new KeyRing(keys);
    }
}
