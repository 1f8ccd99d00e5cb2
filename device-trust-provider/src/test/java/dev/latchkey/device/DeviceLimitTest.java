package dev.latchkey.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import org.junit.jupiter.api.Test;

class DeviceLimitTest {

    private static final DeviceLimit.Held NEW = held("new", null);
    private static final DeviceLimit.Held EXPIRED = held("expired", EndReason.EXPIRED);
    private static final DeviceLimit.Held OLDER = held("older", null);
    private static final DeviceLimit.Held REMOVED = held("removed", EndReason.HANDLE_DELETED);
    private static final DeviceLimit.Held OLDEST = held("oldest", null);

    @Test
    void theOldestBeyondTheLimitGo() {
        assertEquals(List.of(), DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 3));
        assertEquals(List.of(ended(OLDEST, EndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 2));
        assertEquals(List.of(ended(OLDER, EndReason.TOO_MANY), ended(OLDEST, EndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, OLDER, OLDEST), 1));
    }

    @Test
    void whatNobodyCanUseGoesAndTakesNoPlaceOfTheOthers() {
        assertEquals(List.of(ended(EXPIRED, EndReason.EXPIRED), ended(REMOVED, EndReason.HANDLE_DELETED)),
                DeviceLimit.surplus(List.of(NEW, EXPIRED, OLDER, REMOVED, OLDEST), 3));
        assertEquals(List.of(ended(EXPIRED, EndReason.EXPIRED), ended(REMOVED, EndReason.HANDLE_DELETED),
                ended(OLDEST, EndReason.TOO_MANY)),
                DeviceLimit.surplus(List.of(NEW, EXPIRED, OLDER, REMOVED, OLDEST), 2));
    }

    private static DeviceLimit.Held held(String id, EndReason over) {
        return new DeviceLimit.Held(id, "name of " + id, Optional.ofNullable(over));
    }

    private static DeviceTrustProvider.Ended ended(DeviceLimit.Held device, EndReason reason) {
        return new DeviceTrustProvider.Ended(device.id(), device.name(), reason);
    }
}
