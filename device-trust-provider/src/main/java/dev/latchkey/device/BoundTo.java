package dev.latchkey.device;

import java.util.Arrays;
import java.util.Optional;

/** What a device must still look like to be recognised, besides holding its cookie. */
public enum BoundTo {

    /** The same browser family on the same operating system; an update of either changes nothing. */
    BROWSER("browser"),
    /** That, from the same network: IPv4 /24, IPv6 /64. */
    NETWORK("network"),
    /** That, from exactly the same address. */
    ADDRESS("address");

    private final String id;

    BoundTo(String id) {
        this.id = id;
    }

    /** @return the value as it is configured and stored */
    public String id() {
        return id;
    }

    /**
     * @param id a configured or stored value, may be null
     * @return what it names; empty when it names nothing
     */
    public static Optional<BoundTo> of(String id) {
        return Arrays.stream(values()).filter(value -> value.id.equals(id)).findFirst();
    }
}
