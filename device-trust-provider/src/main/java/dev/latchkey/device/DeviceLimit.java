package dev.latchkey.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which of a user's devices have to give way to newer ones. */
public final class DeviceLimit {

    private DeviceLimit() {
    }

    /**
     * A device that has not been ended.
     *
     * @param id   the device
     * @param name what it was called when it was trusted
     * @param over why nobody can use it any more; empty where somebody can
     */
    public record Held(String id, String name, Optional<DeviceEndReason> over) {
    }

    /**
     * @param newestFirst all devices of the user that have not been ended
     * @param keep        how many may stay
     * @return those that go: all that nobody can use, and of the others the oldest beyond the limit
     */
    public static List<DeviceTrustProvider.Ended> surplus(List<Held> newestFirst, int keep) {
        List<DeviceTrustProvider.Ended> surplus = new ArrayList<>();
        int kept = 0;
        for (Held device : newestFirst) {
            Optional<DeviceEndReason> reason = device.over();
            if (reason.isEmpty() && kept < keep) {
                kept++;
            } else {
                surplus.add(new DeviceTrustProvider.Ended(device.id(), device.name(),
                        reason.orElse(DeviceEndReason.TOO_MANY)));
            }
        }
        return surplus;
    }
}
