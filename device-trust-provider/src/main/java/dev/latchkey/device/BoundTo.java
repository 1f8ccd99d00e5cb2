package dev.latchkey.device;

import java.util.Arrays;
import java.util.Optional;

/** The signals that must still match for a device to be recognized, in addition to its secret. */
public enum BoundTo {

    /** The same browser family on the same operating system; an update of either changes nothing. */
    BROWSER("browser"),
    /** The same browser and system, in the same network: IPv4 /24, IPv6 /64. */
    NETWORK("network"),
    /** The same browser and system, at exactly the same address. */
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
     * @return the constant with this id; empty when there is none
     */
    public static Optional<BoundTo> of(String id) {
        return Arrays.stream(values()).filter(value -> value.id.equals(id)).findFirst();
    }
}
