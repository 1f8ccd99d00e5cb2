package dev.latchkey.common.hook;

import java.util.Optional;
import java.util.SortedSet;

import org.keycloak.provider.Provider;

/**
 * What the start has found out about the {@link SecurityHook}s of this server.
 *
 * @param missing names of the hooks that are not in force, which the operator has allowed
 */
public record HookState(SortedSet<String> missing) implements Provider {

    /** Of this server: its health is asked by CDI, which knows none of Keycloak's providers. */
    private static volatile HookState current;

    static Optional<HookState> current() {
        return Optional.ofNullable(current);
    }

    HookState makeCurrent() {
        current = this;
        return this;
    }

    @Override
    public void close() {
    }
}
