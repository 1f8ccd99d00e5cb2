package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.latchkey.mail.DeliverySchedule.Lane;
import dev.latchkey.mail.DeliverySchedule.Turn;
import org.junit.jupiter.api.Test;

class DeliveryScheduleTest {

    private static final int MOST = 32;
    private static final int WARM_UPS = 100;
    private static final Duration SLOW = Duration.ofMillis(300);

    private long now;
    private final DeliverySchedule schedule = new DeliverySchedule(MOST, () -> now);
    private final List<Turn> running = new ArrayList<>();
    private final List<String> order = new ArrayList<>();

    @Test
    void aBacklogIsHandedOverByAsManyAsTheBoundAllowsAndThenByNone() {
        mails(lane("a", "slow"), 200);
        List<Integer> atOnce = new ArrayList<>();
        while (!running.isEmpty()) {
            atOnce.add(running.size());
            endAll("a", SLOW, ServerAnswer.TAKEN);
        }
        assertEquals(200, order.size());
        assertEquals(MOST, atOnce.stream().max(Integer::compare).orElseThrow());
        assertTrue(atOnce.size() <= 10, () -> "200 mails take four workers 50 rounds: " + atOnce);
        assertEquals(0, schedule.running());
    }

    @Test
    void attack_oneRealmWhoseMailServerHangs_holdsUpNoOther() {
        known("hanging");
        mails(lane("hanging", "hanging"), 1_000);
        assertEquals(MOST, running.size(), "no more than its share");
        known("another");
        mails(lane("another", "another"), 20);
        assertTrue(count("another") >= ServerPace.START);
        while (count("another") > 0) {
            endAll("another", SLOW, ServerAnswer.TAKEN);
        }
        assertEquals(20, order.stream().filter(realm -> realm.equals("another")).count() - WARM_UPS);
        assertEquals(MOST, count("hanging"), "it hangs still");
    }

    @Test
    void attack_oneRealmWithManyMailServersThatHang_getsNoMoreThanOne() {
        for (int server = 0; server < 20; server++) {
            mails(lane("hanging", "server " + server), 50);
        }
        assertEquals(MOST, running.size());
    }

    @Test
    void attack_manyRealmsWithOneMailServerThatHangs_leaveTheOtherServersTheirShare() {
        for (int realm = 0; realm < 50; realm++) {
            mails(lane("tenant " + realm, "shared"), 20);
        }
        assertEquals(MOST, running.size());
        mails(lane("another", "another"), 20);
        assertEquals(ServerPace.START, count("another"));
    }

    @Test
    void attack_twoRealmsWhoseMailServersHang_holdUpNoThird() {
        for (String hanging : List.of("hanging 1", "hanging 2")) {
            known(hanging);
            mails(lane(hanging, hanging), 1_000);
        }
        mails(lane("third", "third"), 20);
        assertEquals(1, count("third"));
    }

    @Test
    void attack_asManySlowRealmsAsThereAreWorkers_holdUpTheNextForOneMailEachAtMost() {
        for (int realm = 0; realm < 2 * MOST; realm++) {
            mails(lane("slow " + realm, "slow " + realm), 50);
        }
        mails(lane("next", "next"), 1);
        int ended = 0;
        for (; count("next") == 0; ended++) {
            end(running.get(0), SLOW, ServerAnswer.TAKEN);
        }
        assertTrue(ended <= 2 * MOST + 1, ended + " mails: one of each of the others, and the one that makes room");
    }

    @Test
    void realmsOfOneServerAreServedInTurn() {
        known("flood");
        mails(lane("flood", "flood"), 1_000);
        mails(lane("calm", "flood"), 1);
        assertEquals(0, count("calm"));
        end(running.get(0), SLOW, ServerAnswer.TAKEN);
        end(running.get(0), SLOW, ServerAnswer.TAKEN);
        assertEquals(1, count("calm"), "one mail of the other realm may come before");
    }

    @Test
    void attack_aFloodOfCodes_delaysTheNoticesOfItsRealmAndKeepsNoneBack() {
        Lane lane = lane("a", "a");
        for (int i = 0; i < 10; i++) {
            add(lane, MailPriority.NOTICE, "notice");
        }
        for (int i = 0; i < 10; i++) {
            add(lane, MailPriority.CODE, "code");
        }
        List<String> first = List.copyOf(order);
        while (!running.isEmpty()) {
            end(running.get(0), SLOW, ServerAnswer.TAKEN);
        }
        assertEquals(IntStream.range(0, ServerPace.START).mapToObj(i -> "notice").toList(), first);
        List<String> then = order.subList(ServerPace.START, ServerPace.START + 11);
        assertEquals(1, then.stream().filter("notice"::equals).count(), then::toString);
        assertEquals("notice", then.get(7), "every eighth");
        assertEquals(20, order.size());
    }

    @Test
    void theAgeIsThatOfTheOldestMailThatWaits() {
        assertEquals(0, schedule.oldestSeconds());
        mails(lane("a", "a"), ServerPace.START);
        now += Duration.ofSeconds(9).toNanos();
        assertEquals(0, schedule.oldestSeconds(), "what is handed over does not wait");
        mails(lane("a", "a"), 1);
        now += Duration.ofSeconds(3).toNanos();
        mails(lane("a", "a"), 1);
        mails(lane("b", "b"), ServerPace.START + 1);
        now += Duration.ofSeconds(4).toNanos();
        assertEquals(7, schedule.oldestSeconds());
    }

    private static Lane lane(String realm, String server) {
        return new Lane(realm, server);
    }

    /** Lets the pace of a realm's own server grow to the bound. */
    private void known(String realm) {
        mails(lane(realm, realm), WARM_UPS);
        while (count(realm) > 0) {
            endAll(realm, SLOW, ServerAnswer.TAKEN);
        }
    }

    private void mails(Lane lane, int count) {
        for (int i = 0; i < count; i++) {
            add(lane, MailPriority.CODE, lane.realmId());
        }
    }

    private void add(Lane lane, MailPriority priority, String name) {
        begin(schedule.add(lane, priority, () -> {
            order.add(name);
            return ServerAnswer.NONE;
        }));
    }

    private void begin(List<Turn> turns) {
        turns.forEach(turn -> turn.task().get());
        running.addAll(turns);
    }

    private void endAll(String realm, Duration took, ServerAnswer answer) {
        List<Turn> ended = running.stream().filter(turn -> turn.lane().realmId().equals(realm)).toList();
        now += took.toNanos();
        running.removeAll(ended);
        ended.forEach(turn -> begin(schedule.ended(turn, answer)));
    }

    private void end(Turn turn, Duration took, ServerAnswer answer) {
        now += took.toNanos();
        running.remove(turn);
        begin(schedule.ended(turn, answer));
    }

    private long count(String realm) {
        return running.stream().filter(turn -> turn.lane().realmId().equals(realm)).count();
    }
}
