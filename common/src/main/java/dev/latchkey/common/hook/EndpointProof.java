package dev.latchkey.common.hook;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.Path;

/**
 * That Keycloak has the endpoint which a filter knows by its class, and by the paths of its methods.
 *
 * @param type  the endpoint's class
 * @param paths the paths below it, as Keycloak's {@link Path}s have them
 */
public record EndpointProof(String type, Set<String> paths) implements Proof {

    /**
     * @param type  the endpoint's class
     * @param paths the paths below it
     * @return the proof
     */
    public static EndpointProof of(String type, String... paths) {
        return new EndpointProof(type, Set.of(paths));
    }

    @Override
    public Optional<String> missing(KeycloakClasses keycloak) {
        Class<?> endpoint = keycloak.find(type).orElse(null);
        if (endpoint == null) {
            return Optional.of(KeycloakClasses.hasNo(type));
        }
        Set<String> missing = new TreeSet<>(paths);
        missing.removeAll(paths(endpoint));
        return missing.isEmpty() ? Optional.empty()
                : Optional.of(KeycloakClasses.hasNo(type + " at " + String.join(", ", missing)));
    }

    private Set<String> paths(Class<?> endpoint) {
        try {
            return paths.isEmpty() ? Set.of() : Stream.of(endpoint.getMethods()).map(EndpointProof::path)
                    .flatMap(Optional::stream).collect(Collectors.toSet());
        } catch (LinkageError e) {
            return Set.of();
        }
    }

    private static Optional<String> path(Method method) {
        return Optional.ofNullable(method.getAnnotation(Path.class)).map(Path::value);
    }
}
