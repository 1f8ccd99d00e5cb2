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
 * @param result     the type of its result, by name; empty where Latchkey does not depend on it
 */
public record MethodProof(String type, String method, List<String> parameters, Optional<String> result)
        implements Proof {

    /**
     * @param type       the class or interface that declares it
     * @param method     its name
     * @param parameters the types of its parameters, by name
     * @return the proof
     */
    public static MethodProof of(String type, String method, String... parameters) {
        return new MethodProof(type, method, List.of(parameters), Optional.empty());
    }

    /**
     * @param name of the type of the method's result; a call is bound to it
     * @return the proof that the method has this result
     */
    public MethodProof returning(String name) {
        return new MethodProof(type, method, parameters, Optional.of(name));
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
                && Stream.of(declared.getParameterTypes()).map(Class::getName).toList().equals(parameters)
                && result.map(declared.getReturnType().getName()::equals).orElse(true);
    }
}
