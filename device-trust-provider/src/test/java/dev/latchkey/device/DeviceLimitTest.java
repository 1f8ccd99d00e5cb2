package dev.latchkey.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class DeviceLimitTest {

    private static final DeviceLimit.Held NEW = held("new", null);
    private static final DeviceLimit.Held EXPIRED = held("expired", DeviceEndReason.EXPIRED);
    private static final DeviceLimit.Held OLDER = held("older", null);
    private static final DeviceLimit.Held REMOVED = held("removed", DeviceEndReason.HANDLE_DELETED);
    private static final DeviceLimit.Held OLDEST = held("oldest", null);

    @Test
    void theOldestBeyondTheLimitGo() {
        assertEquals(List.of(), DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 3));
        assertEquals(List.of(ended(OLDEST, DeviceEndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 2));
        assertEquals(List.of(ended(OLDER, DeviceEndReason.TOO_MANY), ended(OLDEST, DeviceEndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 1));
    }

    @Test
    void whatNobodyCanUseGoesAndTakesNoPlaceOfTheOthers() {
        assertEquals(List.of(ended(EXPIRED, DeviceEndReason.EXPIRED), ended(REMOVED, DeviceEndReason.HANDLE_DELETED)),
                DeviceLimit.surplus(List.of(NEW, EXPIRED, OLDER, REMOVED, OLDEST), 3));
        assertEquals(List.of(ended(EXPIRED, DeviceEndReason.EXPIRED), ended(REMOVED, DeviceEndReason.HANDLE_DELETED),
                ended(OLDEST, DeviceEndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, EXPIRED, OLDER, REMOVED, OLDEST), 2));
    }

    private static DeviceLimit.Held held(String id, DeviceEndReason over) {
        return new DeviceLimit.Held(id, "name of " + id, Optional.ofNullable(over));
    }

    private static DeviceTrustProvider.Ended ended(DeviceLimit.Held device, DeviceEndReason reason) {
        return new DeviceTrustProvider.Ended(device.id(), device.name(), reason);
    }
}
