package dev.latchkey.common.hook;

import java.util.Optional;
import java.util.Set;

import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderFactory;

/**
 * That Keycloak asks Latchkey's provider first, where it asks one alone: the one with the highest order that supports
 * the request. Of two with the same order either may be first.
 *
 * @param provider   Latchkey's
 * @param mayPrecede classes of factories whose providers support other requests alone
 */
public record OrderProof(ProviderProof provider, Set<String> mayPrecede) implements Proof {

    @Override
    public Optional<String> missing(KeycloakClasses keycloak) {
        return provider.missing(keycloak);
    }

    @Override
    public Optional<String> notInForce(KeycloakSessionFactory keycloak) {
        return provider.notInForce(keycloak).or(() -> provider.spi(keycloak).flatMap(spi -> {
            int ours = ProviderProof.loaded(keycloak, spi).filter(provider::isOurs)
                    .mapToInt(ProviderFactory::order).max().orElse(Integer.MIN_VALUE);
            return ProviderProof.loaded(keycloak, spi)
                    .filter(other -> !provider.isOurs(other) && other.order() >= ours
                            && !mayPrecede.contains(other.getClass().getName()))
                    .findAny()
                    .map(other -> "%s comes before it in the SPI %s, by order %d to %d".formatted(
                            other.getClass().getName(), spi.getName(), other.order(), ours));
        }));
    }
}
