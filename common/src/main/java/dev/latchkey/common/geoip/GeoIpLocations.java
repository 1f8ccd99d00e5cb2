package dev.latchkey.common.geoip;

import java.util.Locale;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/** Tells where on earth a client's address roughly is, where the operator has supplied a file that knows. */
public final class GeoIpLocations implements Provider {

    private final GeoIpFile file;

    /** @param file what knows; null for nothing */
    GeoIpLocations(GeoIpFile file) {
        this.file = file;
    }

    /**
     * @param session any session
     * @return the places that this server knows
     */
    public static GeoIpLocations of(KeycloakSession session) {
        return session.getProvider(GeoIpLocations.class);
    }

    /**
     * @param address a client's address, as text; never looked up by name
     * @param locale  the reader's language
     * @return city and country, or the country alone, at most 64 characters without control characters, in that
     *         language where the file has it, else in English; empty for an address that the file does not place
     */
    public Optional<String> of(String address, Locale locale) {
        return file == null ? Optional.empty()
                : ClientAddress.literal(address).flatMap(literal -> file.location(literal, locale));
    }

    @Override
    public void close() {
        // the file belongs to the server, not to the session that asked for it
    }
}
