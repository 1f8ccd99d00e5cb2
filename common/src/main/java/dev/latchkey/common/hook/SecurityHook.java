package dev.latchkey.common.hook;

import java.util.List;

/**
 * Something of Latchkey that Keycloak has to call for a guard to hold. Where Keycloak does not, nothing fails: the
 * guard is just not there.
 *
 * @param name   how operators, health and docs call it
 * @param guards what it does, for operators; goes on from "which"
 * @param proofs all that has to be so for Keycloak to call it, as far as the start can tell
 */
public record SecurityHook(String name, String guards, List<Proof> proofs) {

    /**
     * @param name   how operators, health and docs call it
     * @param guards what it does, for operators; goes on from "which"
     * @param proofs all that has to be so for Keycloak to call it, as far as the start can tell
     * @return the hook
     */
    public static SecurityHook of(String name, String guards, Proof... proofs) {
        return new SecurityHook(name, guards, List.of(proofs));
    }
}
