package dev.latchkey.common.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.models.KeycloakSession;

/** The network address of a client, as Keycloak's own proxy settings see it. */
public final class ClientAddress {

    /** The key of clients whose address is not known, or is none: all of them share one bucket. */
    private static final String UNKNOWN = "unknown";
    /** An IPv6 address that is written out; what columns hold. */
    private static final int MAX_KEPT = 45;
    private static final int NETWORK_BYTES = 8;
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

    private ClientAddress() {
    }

    /**
     * @param session a session, of a request or of none
     * @return the client's address, or what a proxy has sent instead of it
     */
    public static String text(KeycloakSession session) {
        return session.getContext().getConnection() == null ? UNKNOWN
                : session.getContext().getConnection().getRemoteHost();
    }

    /**
     * @param address a client's address, or what a proxy has sent instead of it; may be null
     * @return it as it is kept: without the zone of an IPv6 address, which is the server's own
     *         affair; of what is no address, since a proxy may hand on any text, at most {@value #MAX_KEPT} characters
     */
    public static String kept(String address) {
        if (address == null || address.isBlank()) {
            return UNKNOWN;
        }
        String zoneless = address.indexOf(':') < 0 ? address : address.replaceFirst("%.*", "");
        return Label.cut(Label.ascii(zoneless), MAX_KEPT);
    }

    /**
     * @param address a client's address, or what a proxy has sent instead of it; may be null
     * @return the address as pages and mails to somebody else show it: what is no address is {@code unknown}, since a
     *         client that chooses it could address the reader
     */
    public static String shown(String address) {
        return literal(address).isPresent() ? kept(address) : UNKNOWN;
    }

    /**
     * @param session the request's session
     * @return what to limit by: an IPv4 address, or the /64 network of an IPv6 address, since one household or attacker
     *         owns all of it; what is no address is {@code unknown}, since a client that chooses the text could send
     *         another one each time
     */
    public static String limitKey(KeycloakSession session) {
        return limitKey(text(session));
    }

    /**
     * @param session the request's session
     * @return the client's network: the /24 of an IPv4 address, the /64 of an IPv6 address
     */
    public static String network(KeycloakSession session) {
        return network(limitKey(session));
    }

    static String network(String limitKey) {
        int lastDot = limitKey.lastIndexOf('.');
        return lastDot < 0 ? limitKey : limitKey.substring(0, lastDot) + ".0/24";
    }

    static String limitKey(String address) {
        return literal(address).map(parsed -> parsed instanceof Inet6Address
                        ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES) + "/64"
                        : parsed.getHostAddress())
                .orElse(UNKNOWN);
    }

    /**
     * @param address any text, may be null
     * @return the address that it spells; empty for all else, and no name server is ever asked
     */
    public static Optional<InetAddress> literal(String address) {
        if (address == null || !IPV4.matcher(address).matches() && address.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            // neither four numbers nor a text with a colon is ever taken for a name
            return Optional.of(InetAddress.getByName(address.replaceFirst("%.*", "")));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
