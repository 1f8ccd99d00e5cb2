package dev.latchkey.common.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

class HookReportTest {

    private static final Proof HOLDS = MethodProof.of("a.Class", "holds");
    private static final Proof FAILS = MethodProof.of("a.Class", "fails");
    private static final Proof FAILS_TOO = MethodProof.of("a.Class", "failsToo");
    private static final List<SecurityHook> HOOKS = List.of(SecurityHook.of("whole", "guards one thing", HOLDS),
            SecurityHook.of("half", "guards another", HOLDS, FAILS, FAILS_TOO, FAILS),
            SecurityHook.of("gone", "guards a third", FAILS));

    @Test
    void whereAllAreInForceThereIsNothingToSay() {
        HookReport report = new HookReport(HOOKS, Set.of(), proof -> Optional.empty());
        assertEquals(Optional.empty(), report.refusal());
        assertEquals(List.of(), report.warnings());
        assertEquals(Set.of(), report.missing());
    }

    @Test
    void theRefusalNamesEachMissingHookWithWhatItGuardsAndEveryReason() {
        String refusal = report(Set.of()).refusal().orElseThrow();
        assertTrue(refusal.contains("  - gone (guards a third): fails\n"), refusal);
        assertTrue(refusal.contains("  - half (guards another): fails; failsToo\n"), refusal);
        assertTrue(refusal.contains(SecurityHooksFactory.OPTION), refusal);
        assertFalse(refusal.contains("whole"), refusal);
    }

    @Test
    void anAllowedHookIsAWarningAndTheOthersStillARefusal() {
        HookReport report = report(Set.of("gone"));
        assertFalse(report.refusal().orElseThrow().contains("- gone"));
        assertTrue(report.refusal().orElseThrow().contains("- half"));
        assertEquals(1, report.warnings().size());
        assertTrue(report.warnings().get(0).contains("gone (guards a third)"), report.warnings()::toString);
    }

    @Test
    void whereEachIsAllowedTheServerStartsAndKeepsShowingThem() {
        HookReport report = report(Set.of("gone", "half"));
        assertEquals(Optional.empty(), report.refusal());
        assertEquals(2, report.warnings().size());
        assertEquals(Set.of("gone", "half"), report.missing());
        assertEquals(Set.of(), report.allowedInVain());
    }

    @Test
    void anAllowanceThatNothingNeedsIsTold() {
        assertEquals(Set.of("whole"), report(Set.of("gone", "half", "whole")).allowedInVain());
    }

    @Test
    void theOptionIsAListOfNamesAndNoSwitch() {
        Set<String> known = new TreeSet<>(List.of("gone", "half", "whole"));
        assertEquals(Set.of("gone", "half"),
                SecurityHooksFactory.checked(new String[] {" gone", "half ", ""}, known));
        assertEquals(Set.of(), SecurityHooksFactory.checked(null, known));
        for (String name : List.of("all", "*", "true", "GONE", "gone half")) {
            assertTrue(assertThrows(IllegalArgumentException.class,
                    () -> SecurityHooksFactory.checked(new String[] {"half", name}, known)).getMessage()
                    .contains("gone, half, whole"), name);
        }
    }

    private static HookReport report(Set<String> allowed) {
        return new HookReport(HOOKS, allowed, proof -> Optional.of(((MethodProof) proof).method())
                .filter(method -> method.startsWith("fails")));
    }
}
