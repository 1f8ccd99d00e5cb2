package dev.latchkey.common.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which hooks are not in force, why, and which of them the operator has allowed to be missing. */
final class HookReport {

    private final SortedMap<String, String> missing = new TreeMap<>();
    private final SortedMap<String, String> guards = new TreeMap<>();
    private final Set<String> allowed;

    /**
     * @param hooks   all hooks
     * @param allowed names of those that may be missing
     * @param check   returns why a proof fails; empty when it holds
     */
    HookReport(List<SecurityHook> hooks, Set<String> allowed, Function<Proof, Optional<String>> check) {
        this.allowed = allowed;
        for (SecurityHook hook : hooks) {
            List<String> reasons = hook.proofs().stream().map(check).flatMap(Optional::stream).distinct().toList();
            guards.put(hook.name(), hook.guards());
            if (!reasons.isEmpty()) {
                missing.put(hook.name(), String.join("; ", reasons));
            }
        }
    }

    /** @return why the server must not start; empty when it may */
    Optional<String> refusal() {
        List<String> lines = new ArrayList<>();
        missing.forEach((name, reason) -> {
            if (!allowed.contains(name)) {
                lines.add("  - %s (%s): %s".formatted(name, guards.get(name), reason));
            }
        });
        return lines.isEmpty() ? Optional.empty() : Optional.of("""
                Latchkey does not start, because these of its security hooks are not in force on this Keycloak:
                %s
                See "Security hooks" in docs/operations.md. To start without them, name them in %s."""
                .formatted(String.join("\n", lines), SecurityHooksFactory.OPTION));
    }

    /** @return a warning for each hook that is missing and may be */
    List<String> warnings() {
        return missing.entrySet().stream().filter(hook -> allowed.contains(hook.getKey()))
                .map(hook -> "Latchkey runs without the security hook %s (%s), as %s says: %s".formatted(hook.getKey(),
                        guards.get(hook.getKey()), SecurityHooksFactory.OPTION, hook.getValue()))
                .toList();
    }

    /** @return names of the hooks that are missing */
    SortedSet<String> missing() {
        return new TreeSet<>(missing.keySet());
    }

    /** @return names of the hooks that may be missing and are not */
    SortedSet<String> allowedInVain() {
        return allowed.stream().filter(name -> !missing.containsKey(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
