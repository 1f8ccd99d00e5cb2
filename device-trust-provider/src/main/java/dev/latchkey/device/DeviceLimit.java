package dev.latchkey.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;

/** Selects the devices of a user that end when a new one is trusted. */
public final class DeviceLimit {

    private DeviceLimit() {
    }

    /**
     * A device that has not been ended.
     *
     * @param id   the device
     * @param name its name when it was trusted
     * @param over why it can no longer be used; empty while it can
     */
    public record Held(String id, String name, Optional<EndReason> over) {
    }

    /**
     * @param newestFirst all devices of the user that have not been ended
     * @param keep        how many devices may stay trusted
     * @return the devices to end: all that can no longer be used, and of the others the oldest beyond the limit
     */
    public static List<DeviceTrustProvider.Ended> surplus(List<Held> newestFirst, int keep) {
        List<DeviceTrustProvider.Ended> surplus = new ArrayList<>();
        int kept = 0;
        for (Held device : newestFirst) {
            Optional<EndReason> reason = device.over();
            if (reason.isEmpty() && kept < keep) {
                kept++;
            } else {
                surplus.add(new DeviceTrustProvider.Ended(device.id(), device.name(),
                        reason.orElse(EndReason.TOO_MANY)));
            }
        }
        return surplus;
    }
}
