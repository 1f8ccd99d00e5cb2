package dev.latchkey.common.hook;

import java.util.Optional;

import jakarta.enterprise.inject.spi.CDI;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * That the server has found a filter in the jar when it was built: it makes a bean of each filter that it is going
 * to call.
 *
 * @param filter the filter's class
 */
public record FilterProof(String filter) implements Proof {

    @Override
    public Optional<String> missing(KeycloakClasses keycloak) {
        return keycloak.find(filter).isPresent() ? Optional.empty()
                : Optional.of(KeycloakClasses.hasNo("what " + filter + " is made of"));
    }

    @Override
    public Optional<String> notInForce(KeycloakSessionFactory factory) {
        KeycloakClasses classes = new KeycloakClasses(FilterProof.class.getClassLoader());
        return classes.find(filter).filter(found -> CDI.current().select(found).isResolvable()).isPresent()
                ? Optional.empty() : Optional.of(filter + " was not found when the server was built");
    }
}
