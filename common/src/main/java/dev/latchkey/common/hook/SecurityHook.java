package dev.latchkey.common.hook;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something of Latchkey that Keycloak has to call for a guard to hold. Where Keycloak does not, nothing fails: the
 * guard is silently missing.
 *
 * @param name   its name for operators, health and docs
 * @param guards what it does, for operators; goes on from "which"
 * @param proofs the conditions for Keycloak to call it, as far as the start can check them
 */
public record SecurityHook(String name, String guards, List<Proof> proofs) {

    /**
     * @param name   its name for operators, health and docs
     * @param guards what it does, for operators; goes on from "which"
     * @param proofs the conditions for Keycloak to call it, as far as the start can check them
     * @return the hook
     */
    public static SecurityHook of(String name, String guards, Proof... proofs) {
        return new SecurityHook(name, guards, List.of(proofs));
    }

    /**
     * @param more further conditions
     * @return the hook with these conditions as well
     */
    public SecurityHook and(List<Proof> more) {
        return new SecurityHook(name, guards, Stream.concat(proofs.stream(), more.stream()).toList());
    }
}
