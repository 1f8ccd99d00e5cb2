package dev.latchkey.common.hook;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/**
 * That Keycloak has an SPI, and has loaded Latchkey's factory for it.
 *
 * @param provider the interface of the SPI's providers
 * @param factory  the class of Latchkey's factory
 */
public record ProviderProof(String provider, String factory) implements Proof {

    @Override
    public Optional<String> missing(KeycloakClasses keycloak) {
        return keycloak.find(provider).isPresent() ? Optional.empty()
                : Optional.of(KeycloakClasses.hasNo(provider));
    }

    @Override
    public Optional<String> notInForce(KeycloakSessionFactory keycloak) {
        return spi(keycloak).map(spi -> loaded(keycloak, spi).anyMatch(this::isOurs) ? Optional.<String>empty()
                        : Optional.of(("%s is not loaded: an option as --spi-%s--provider keeps it out, or a provider "
                                + "with the same id replaces it").formatted(factory, optionName(spi.getName()))))
                .orElseGet(() -> Optional.of(KeycloakClasses.hasNo("SPI for " + provider)));
    }

    Optional<Spi> spi(KeycloakSessionFactory keycloak) {
        return keycloak.getSpis().stream().filter(spi -> spi.getProviderClass().getName().equals(provider)).findAny();
    }

    static Stream<ProviderFactory<?>> loaded(KeycloakSessionFactory keycloak, Spi spi) {
        return keycloak.getProviderFactoriesStream(spi.getProviderClass()).map(found -> found);
    }

    /** Keycloak makes factories of the very class that is in the jar, or of another one with the same id. */
    boolean isOurs(ProviderFactory<?> found) {
        return found.getClass().getName().equals(factory);
    }

    /** As {@code eventsListener}, which is {@code events-listener} in options. */
    private static String optionName(String spi) {
        return spi.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
