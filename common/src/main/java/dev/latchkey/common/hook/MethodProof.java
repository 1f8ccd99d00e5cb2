package dev.latchkey.common.hook;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * That Keycloak has a method which Latchkey calls, or overrides: one that overrides nothing any more is never called.
 *
 * @param type       the class or interface that declares it
 * @param method     its name
 * @param parameters the types of its parameters, by name
 */
public record MethodProof(String type, String method, List<String> parameters) implements Proof {

    /**
     * @param type       the class or interface that declares it
     * @param method     its name
     * @param parameters the types of its parameters, by name
     * @return the proof
     */
    public static MethodProof of(String type, String method, String... parameters) {
        return new MethodProof(type, method, List.of(parameters));
    }

    @Override
    public Optional<String> missing(KeycloakClasses keycloak) {
        return keycloak.find(type).filter(this::declares).isPresent() ? Optional.empty()
                : Optional.of(KeycloakClasses.hasNo(type + '#' + method + " as Latchkey needs it"));
    }

    private boolean declares(Class<?> owner) {
        try {
            return Stream.of(owner.getDeclaredMethods()).anyMatch(this::fits);
        } catch (LinkageError e) {
            return false;
        }
    }

    private boolean fits(Method declared) {
        return declared.getName().equals(method) && !Modifier.isPrivate(declared.getModifiers())
                && Stream.of(declared.getParameterTypes()).map(Class::getName).toList().equals(parameters);
    }
}
