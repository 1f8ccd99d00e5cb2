package dev.latchkey.device.rest;

import dev.latchkey.device.TrustedDevice;

/**
 * A trusted device as JSON. Times are epoch milliseconds.
 *
 * @param id        its id
 * @param name      the name that its owner gave it, or else its name when it was trusted
 * @param ip        the address it was last used from
 * @param createdAt when it was trusted
 * @param lastUsed  when a sign-in on it last skipped the second factor
 * @param expiresAt when trust ends at the latest
 */
public record DeviceView(String id, String name, String ip, long createdAt, long lastUsed, long expiresAt) {

    static DeviceView of(TrustedDevice device, String name) {
        return new DeviceView(device.id(), name, device.ip(), device.createdAt(), device.lastUsed(),
                device.expiresAt());
    }
}
