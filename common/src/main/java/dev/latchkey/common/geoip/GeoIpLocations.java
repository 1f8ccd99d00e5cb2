package dev.latchkey.common.geoip;

import java.util.Locale;
import java.util.Optional;

import dev.latchkey.common.net.ClientAddress;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.Provider;

/** Looks up the rough location of a client's address in the file that the operator has supplied, if any. */
public final class GeoIpLocations implements Provider {

    private final GeoIpFile file;

    /** @param file the GeoIP file; null when there is none */
    GeoIpLocations(GeoIpFile file) {
        this.file = file;
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

    @Override
    public void close() {
        // the file belongs to the server, not to the session that asked for it
    }
}
