package dev.latchkey.device;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.ClientAddress;

/**
 * What a request shows of the device that it comes from. An attacker who copies the cookie can copy all of it, so it is
 * a second condition in addition to the cookie and never a substitute.
 *
 * @param browser family of the browser, without its version
 * @param system  operating system, without its version
 * @param network the client's network
 * @param address the client's address
 */
public record DeviceSignals(String browser, String system, String network, String address) {

    /** Keeps the address in the form that fits the database columns. */
    public DeviceSignals {
        address = ClientAddress.kept(address);
    }

    /**
     * @param boundTo which signals the fingerprint covers
     * @return the fingerprint: SHA-256 in hexadecimal
     */
    public String fingerprint(BoundTo boundTo) {
        return MacMessage.of("device", boundTo.id(), browser, system,
                boundTo == BoundTo.NETWORK ? network : "",
                boundTo == BoundTo.ADDRESS ? address : "").sha256();
    }
}
