package dev.latchkey.risk;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import dev.latchkey.common.net.ClientAddress;

/**
 * Networks in CIDR notation, or single addresses, one in a line; what follows a {@code #} is a comment. A lookup costs
 * one step for each length of prefix that the list has, whatever the number of its lines.
 */
public final class NetworkList {

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final Map<Boolean, Map<Integer, Set<BigInteger>>> prefixes = new HashMap<>();

    private NetworkList() {
    }

    /**
     * @param lines the lines of a list
     * @return the list
     * @throws IllegalArgumentException if a line is no network; the message names its number, and no content
     */
    public static NetworkList of(Stream<String> lines) {
        NetworkList list = new NetworkList();
        int number = 0;
        for (Iterator<String> each = lines.iterator(); each.hasNext();) {
            number++;
            String line = each.next().replaceFirst("#.*", "").strip();
            if (!line.isEmpty() && !list.add(line)) {
                throw new IllegalArgumentException("line " + number + " is no network");
            }
        }
        return list;
    }

    private boolean add(String line) {
        String[] parts = line.split("/", 2);
        InetAddress address = ClientAddress.literal(parts[0]).orElse(null);
        if (address == null) {
            return false;
        }
        int bits = bits(address);
        int length = bits;
        if (parts.length == 2) {
            if (!parts[1].matches("[0-9]{1,3}") || Integer.parseInt(parts[1]) > bits) {
                return false;
            }
            length = Integer.parseInt(parts[1]);
        }
        prefixes.computeIfAbsent(bits == IPV6_BITS, family -> new HashMap<>())
                .computeIfAbsent(length, any -> new HashSet<>()).add(prefix(address, length));
        return true;
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @return whether one of the networks has it; false for what is no address
     */
    public boolean contains(String address) {
        return ClientAddress.literal(address).map(literal -> prefixes
                .getOrDefault(bits(literal) == IPV6_BITS, Map.of()).entrySet().stream()
                .anyMatch(sameLength -> sameLength.getValue().contains(prefix(literal, sameLength.getKey()))))
                .orElse(false);
    }

    private static int bits(InetAddress address) {
        return address instanceof Inet6Address ? IPV6_BITS : IPV4_BITS;
    }

    private static BigInteger prefix(InetAddress address, int length) {
        return new BigInteger(1, address.getAddress()).shiftRight(bits(address) - length);
    }
}
