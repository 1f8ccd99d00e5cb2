package dev.latchkey.geoip;

import java.util.Locale;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/** Looks up the rough location and the network of a client's address in the operator's files, if there are any. */
public final class GeoIpLocations implements Provider {

    private final GeoIpFile file;
    private final GeoIpNetworkFile networks;

    /**
     * @param file     the file of cities or countries; null when there is none
     * @param networks the file of networks; null when there is none
     */
    GeoIpLocations(GeoIpFile file, GeoIpNetworkFile networks) {
        this.file = file;
        this.networks = networks;
    }

    /**
     * @param session any session
     * @return the locations that this server knows
     */
    public static GeoIpLocations of(KeycloakSession session) {
        return session.getProvider(GeoIpLocations.class);
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @param locale  the reader's language
     * @return city and country, or the country alone, at most 64 characters without control characters, in that
     *         language where the file has it, else in English; empty for an address that the file does not have
     */
    public Optional<String> of(String address, Locale locale) {
        return file == null ? Optional.empty()
                : ClientAddress.literal(address).flatMap(literal -> file.location(literal, locale));
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @return the country's code in two letters (ISO 3166); empty for an address that the file does not have
     */
    public Optional<String> country(String address) {
        return file == null ? Optional.empty() : ClientAddress.literal(address).flatMap(file::country);
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @return where it is, in whole degrees; empty for an address that the file does not have, and with a file of
     *         countries
     */
    public Optional<Coordinates> coordinates(String address) {
        return file == null ? Optional.empty() : ClientAddress.literal(address).flatMap(file::coordinates);
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @return the autonomous system that announces it, such as {@code AS64496}; empty for an address that the file of
     *         networks does not have
     */
    public Optional<String> network(String address) {
        return networks == null ? Optional.empty() : ClientAddress.literal(address).flatMap(networks::network);
    }

    @Override
    public void close() {
        // the file belongs to the server, not to the session that asked for it
    }
}
