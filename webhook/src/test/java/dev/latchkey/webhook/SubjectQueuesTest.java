package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class SubjectQueuesTest {

    private final SubjectQueues lines = new SubjectQueues();

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
        lines.delivered(lines.next());
        assertEquals(List.of("bob-1", "eve-1", "ann-2"), ids(take()));
    }

    @Test
    void eventsWithoutASubjectWaitForNoOther() {
        add("-1", "-2", "-3");
        assertEquals(List.of("-1", "-2", "-3"), ids(take()));
    }

    @Test
    void aProbeIsOfAUserAndWasNotRefusedBefore() {
        lines.add(List.of(new OutboxEvent("1", "realm", "", "", 0), new OutboxEvent("2", "realm", "ann", "", 3),
                new OutboxEvent("3", "realm", "bob", "", 0)));
        assertEquals("3", lines.probe().id());
        assertEquals("2", lines.probe().id());
        assertEquals("1", lines.probe().id());
    }

    @Test
    void behindAnEventThatFailedNothingGoesUntilItIsReadAgain() {
        add("ann-1", "ann-2");
        OutboxEvent failed = lines.next();
        lines.failed(failed);
        assertEquals(0, lines.ready());
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
        OutboxEvent underWay = lines.next();
        lines.clear();
        assertEquals(0, lines.ready());
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
        while (lines.ready() > 0) {
            taken.add(lines.next());
        }
        return taken;
    }

    private static List<String> ids(List<OutboxEvent> events) {
        return events.stream().map(OutboxEvent::id).toList();
    }
}
