package dev.latchkey.common.hook;

import java.util.Optional;

/** Keycloak's classes, found by name without initialising them. */
public final class KeycloakClasses {

    private final ClassLoader loader;

    /** @param loader by which Keycloak loads its own classes and those of extensions */
    public KeycloakClasses(ClassLoader loader) {
        this.loader = loader;
    }

    /** @return the class; empty when this Keycloak has none of the name, or not all that it is made of */
    Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    static String hasNo(String what) {
        return "Keycloak has no " + what;
    }
}
