package dev.latchkey.secretcode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import dev.latchkey.common.event.EndReason;

/** The rule how many codes of one app a user may have: which end when another is issued, and which slot is free. */
public final class SecretCodeLimit {

    private SecretCodeLimit() {
    }

    /**
     * A code that has not been ended.
     *
     * @param id   the code
     * @param slot its slot among the codes of its user and client
     * @param over why its time is over; empty while it is not
     */
    public record Held(String id, String slot, Optional<EndReason> over) {
    }

    /**
     * @param newestFirst all codes of the user and client that have not been ended
     * @param maxCodes    how many there may be with the new one, at least 1
     * @return the codes to end: all whose time is over, and of the others the oldest that leave no room for the new one
     */
    public static List<SecretCodeIssueResult.Replaced> surplus(List<Held> newestFirst, int maxCodes) {
        List<SecretCodeIssueResult.Replaced> surplus = new ArrayList<>();
        int kept = 0;
        for (Held code : newestFirst) {
            if (code.over().isEmpty() && kept < maxCodes - 1) {
                kept++;
            } else {
                surplus.add(new SecretCodeIssueResult.Replaced(code.id(),
                        code.over().orElse(EndReason.REPLACED)));
            }
        }
        return surplus;
    }

    /**
     * @param held  all codes of the user and client that have not been ended
     * @param ended those of them that end now
     * @return the lowest slot that none of the others has; two that take the same one at once meet at a unique key
     */
    public static String freeSlot(List<Held> held, List<SecretCodeIssueResult.Replaced> ended) {
        Set<String> gone = new HashSet<>(ended.stream().map(SecretCodeIssueResult.Replaced::id).toList());
        Set<String> taken = new HashSet<>(held.stream().filter(code -> !gone.contains(code.id())).map(Held::slot)
                .toList());
        return IntStream.range(0, held.size() + 1).mapToObj(String::valueOf)
                .filter(slot -> !taken.contains(slot)).findFirst().orElseThrow();
    }
}
