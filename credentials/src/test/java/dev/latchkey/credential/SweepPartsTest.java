package dev.latchkey.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.latchkey.common.purge.SweptPage;
import org.junit.jupiter.api.Test;

class SweepPartsTest {

    private final List<String> asked = new ArrayList<>();

    @Test
    void eachPartIsSweptToItsEndBeforeTheNextOneBegins() {
        List<Function<String, SweptPage>> parts = List.of(part("a", "1", "2"), part("b"), part("c", "9 x"));
        int changed = 0;
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            SweptPage page = SweepParts.page(after.get(), parts);
            changed += page.changed();
            after = page.end();
        }
        assertEquals(List.of("a:", "a:1", "a:2", "b:", "c:", "c:9 x"), asked);
        assertEquals(6, changed);
    }

    @Test
    void aRunThatWasInterruptedGoesOnWhereItEnded() {
        List<Function<String, SweptPage>> parts = List.of(part("a"), part("b", "5"));
        assertEquals(Optional.of("15"), SweepParts.page("1", parts).end());
        assertEquals(SweptPage.last(1), SweepParts.page("15", parts));
        assertEquals(List.of("b:", "b:5"), asked);
    }

    /** Changes one row a page. */
    private Function<String, SweptPage> part(String name, String... ends) {
        List<String> before = new ArrayList<>(List.of(""));
        before.addAll(List.of(ends));
        return after -> {
            asked.add(name + ":" + after);
            int page = before.indexOf(after);
            return page == ends.length ? SweptPage.last(1) : new SweptPage(1, Optional.of(ends[page]));
        };
    }
}
