package dev.latchkey.device;

import dev.latchkey.common.keys.MacMessage;
import dev.latchkey.common.net.ClientAddress;

/**
 * What a request tells about the device it comes from. All of it can be copied by whoever copies the cookie, so it is a
 * second condition beside the cookie and never a substitute.
 *
 * @param browser family of the browser, without its version
 * @param system  operating system, without its version
 * @param network the client's network
 * @param address the client's address
 */
public record DeviceSignals(String browser, String system, String network, String address) {

    /** Keeps of the address what columns hold. */
    public DeviceSignals {
        address = ClientAddress.kept(address);
    }

    /**
     * @param boundTo what counts
     * @return the fingerprint: SHA-256 in hexadecimal
     */
    public String fingerprint(BoundTo boundTo) {
        return MacMessage.of("device", boundTo.id(), browser, system,
                boundTo == BoundTo.NETWORK ? network : "",
                boundTo == BoundTo.ADDRESS ? address : "").sha256();
    }
}
