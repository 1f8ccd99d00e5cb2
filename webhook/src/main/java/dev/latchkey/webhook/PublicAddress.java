package dev.latchkey.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Distinguishes addresses of the public internet from internal ones (ASVS 1.3.6): a realm's admin must not be able to
 * have the server call what only the server can reach. The ranges are those of the IANA registries of special-purpose
 * addresses.
 */
public final class PublicAddress {

    private PublicAddress() {
    }

    /**
     * @param address an address
     * @return whether it belongs to the public internet
     */
    public static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublicIpv6(bytes) : isPublicIpv4(bytes);
    }

    private static boolean isPublicIpv4(byte[] bytes) {
        int a = bytes[0] & 0xff;
        int b = bytes[1] & 0xff;
        int c = bytes[2] & 0xff;
        boolean shared = a == 100 && b >= 64 && b < 128;
        boolean protocols = a == 192 && b == 0 && c == 0;
        boolean benchmarks = a == 198 && (b == 18 || b == 19);
        boolean examples = a == 192 && b == 0 && c == 2 || a == 198 && b == 51 && c == 100
                || a == 203 && b == 0 && c == 113;
        return a != 0 && a < 240 && !shared && !protocols && !benchmarks && !examples;
    }

    /** Global unicast alone, without the ranges that carry an IPv4 address in them. */
    private static boolean isPublicIpv6(byte[] bytes) {
        int first = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        int second = (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
        boolean globalUnicast = first >= 0x2000 && first < 0x4000;
        boolean special = first == 0x2002 || first == 0x2001 && (second < 0x200 || second == 0xdb8);
        return globalUnicast && !special;
    }
}
