package dev.latchkey.common.hook;

import jakarta.enterprise.inject.spi.CDI;

import java.util.Optional;

import org.keycloak.models.KeycloakSessionFactory;

/**
 * That the server has found a filter in Latchkey's jar: it looks through the jars that it is built with, and takes no
 * filter from one that has lost its {@code META-INF/beans.xml}.
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
