package dev.latchkey.common.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.outbox.OutboxEvent;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LinesTest {

    private final Lines lines = new Lines();

    @Test
    void ofEachSubjectOneEventIsUnderWay() {
        add("ann-1", "ann-2", "bob-1");
        assertEquals(List.of("ann-1", "bob-1"), ids(take()));
        assertEquals(0, lines.ready());
        assertEquals(2, lines.underWay());
    }

    @Test
    void theNextOfASubjectGoesWhenTheOneBeforeItWasTaken() {
        add("ann-1", "ann-2", "bob-1");
        List<OutboxEvent> first = take();
        lines.delivered(first.get(0));
        assertEquals(List.of("ann-2"), ids(take()));
    }

    @Test
    void aSubjectThatHadItsTurnGoesBehindTheOthers() {
        add("ann-1", "ann-2", "bob-1", "eve-1");
        lines.delivered(lines.next().orElseThrow());
        assertEquals(List.of("bob-1", "eve-1", "ann-2"), ids(take()));
    }

    @Test
    void eventsWithoutASubjectWaitForNoOther() {
        add("-1", "-2", "-3");
        assertEquals(List.of("-1", "-2", "-3"), ids(take()));
    }

    @Test
    void behindAnEventThatFailedNothingGoesUntilItIsReadAgain() {
        add("ann-1", "ann-2");
        OutboxEvent failed = lines.next().orElseThrow();
        lines.failed(failed);
        assertEquals(Optional.empty(), lines.next());
        assertEquals(0, lines.known());
        add("ann-1", "ann-2");
        assertEquals(List.of("ann-1"), ids(take()));
    }

    @Test
    void whatIsReadTwiceIsSentOnce() {
        add("ann-1", "ann-2");
        List<OutboxEvent> first = take();
        add("ann-1", "ann-2", "ann-3");
        lines.delivered(first.get(0));
        lines.delivered(take().get(0));
        assertEquals(List.of("ann-3"), ids(take()));
    }

    @Test
    void whatWasForgottenIsReadAgainAndWhatIsUnderWayIsNot() {
        add("ann-1", "ann-2", "bob-1");
        OutboxEvent underWay = lines.next().orElseThrow();
        lines.clear();
        assertEquals(Optional.empty(), lines.next());
        add("ann-1", "ann-2", "bob-1");
        assertEquals(List.of("bob-1"), ids(take()));
        lines.delivered(underWay);
        assertEquals(List.of("ann-2"), ids(take()));
    }

    private void add(String... ids) {
        lines.add(List.of(ids).stream()
                .map(id -> new OutboxEvent(id, "realm", id.substring(0, id.indexOf('-')), id, 0)).toList());
    }

    private List<OutboxEvent> take() {
        List<OutboxEvent> taken = new ArrayList<>();
        for (Optional<OutboxEvent> next = lines.next(); next.isPresent(); next = lines.next()) {
            taken.add(next.get());
        }
        return taken;
    }

    private static List<String> ids(List<OutboxEvent> events) {
        return events.stream().map(OutboxEvent::id).toList();
    }
}
