package dev.latchkey.device.rest;

import dev.latchkey.device.TrustedDevice;

/**
 * A trusted device as JSON. Times are epoch milliseconds.
 *
 * @param id        its id
 * @param name      what its owner calls it
 * @param ip        the address it was last used from
 * @param createdAt when it was trusted
 * @param lastUsed  when it last spared its owner the factor
 * @param expiresAt when trust ends at the latest
 */
public record DeviceView(String id, String name, String ip, long createdAt, long lastUsed, long expiresAt) {

    static DeviceView of(TrustedDevice device, String name) {
        return new DeviceView(device.id(), name, device.ip(), device.createdAt(), device.lastUsed(),
                device.expiresAt());
    }
}
