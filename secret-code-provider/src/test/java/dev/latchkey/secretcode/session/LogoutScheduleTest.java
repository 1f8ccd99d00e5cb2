package dev.latchkey.secretcode.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class LogoutScheduleTest {

    private final LogoutSchedule schedule = new LogoutSchedule(8, 40, 3);

    @Test
    void attack_anAppThatHangs_waitsBehindTheOthersOfItsRealm() {
        List<LogoutNotice> hanging = Stream.of("a", "b", "c", "d").flatMap(app -> add("realm", app, 3)).toList();
        List<LogoutNotice> sent = begun();
        assertEquals(List.of(hanging.get(0), hanging.get(3), hanging.get(6), hanging.get(9)), sent);
        List<LogoutNotice> others = add("realm", "e", 2).toList();
        assertEquals(List.of(), begun());

        schedule.ended(sent.get(0), Optional.of(false));
        assertEquals(List.of(others.get(0)), begun());
        schedule.ended(sent.get(1), Optional.of(false));
        assertEquals(List.of(hanging.get(1)), begun(), "nothing else waits");
        schedule.ended(sent.get(2), Optional.of(false));
        schedule.ended(others.get(0), Optional.of(true));
        assertEquals(List.of(others.get(1), hanging.get(4)), begun());
    }

    /** As at most logouts, each of which is one token for each app. */
    @Test
    void attack_anAppThatHasHung_waitsBehindTheOthersAtTheNextLogout() {
        Stream.of("a", "b", "c", "d").forEach(app -> add("realm", app, 1));
        begun().forEach(sent -> schedule.ended(sent, Optional.of(false)));
        List<LogoutNotice> hanging = Stream.of("a", "b", "c", "d").flatMap(app -> add("realm", app, 1)).toList();
        List<LogoutNotice> other = add("realm", "e", 1).toList();

        List<LogoutNotice> begun = begun();
        assertEquals(other.get(0), begun.get(0));
        assertEquals(hanging.subList(0, 3), begun.subList(1, 4));
        schedule.ended(hanging.get(0), Optional.of(true));
        begun();
        List<LogoutNotice> answering = add("realm", "a", 1).toList();
        List<LogoutNotice> again = add("realm", "b", 1).toList();
        schedule.ended(hanging.get(1), Optional.of(false));
        assertEquals(answering, begun(), "it has answered since");
        schedule.ended(answering.get(0), Optional.of(true));
        assertEquals(again, begun());
    }

    @Test
    void anAppWhoseTokenHasExpiredMeanwhileKeepsItsTurn() {
        LogoutSchedule one = new LogoutSchedule(4, 40, 3);
        List<LogoutNotice> notices = add(one, "realm", "a", 2).toList();
        assertEquals(Optional.of(notices.get(0)), one.next());
        one.ended(notices.get(0), Optional.empty());
        add(one, "realm", "b", 1);

        assertEquals(Optional.of(notices.get(1)), one.next());
    }

    @Test
    void attack_manyAppsOfOneRealmThatHang_leaveTheOtherRealmsTheirTurns() {
        for (int app = 0; app < 10; app++) {
            assertEquals(2, add("hanging", "app" + app, 2).count());
        }
        assertEquals(4, begun().size());
        List<LogoutNotice> other = add("other", "app", 1).toList();
        assertEquals(other, begun());
        List<LogoutNotice> third = add("third", "app", 1).toList();
        assertEquals(third, begun());
    }

    @Test
    void attack_aRealmThatNamesAnothersAddress_takesNoneOfItsPlaces() {
        assertEquals(3, add("realm", "app", 4).count());
        assertEquals(3, add("owner", "app", 4).count());
        assertEquals(List.of("realm", "owner"), begun().stream().map(LogoutNotice::realmId).toList());
    }

    @Test
    void attack_manyAppsOfOneRealm_leaveTheOtherRealmsTheirPlaces() {
        long added = 0;
        for (int app = 0; app < 20; app++) {
            added += add("many", "app" + app, 3).count();
        }
        assertEquals(20, added);
        assertEquals(3, add("other", "app", 3).count());
    }

    @Test
    void eachAppIsSentItsTokensOneByOneInOrder() {
        List<LogoutNotice> notices = add("realm", "app", 3).toList();
        for (LogoutNotice notice : notices) {
            assertEquals(List.of(notice), begun());
            schedule.ended(notice, Optional.of(true));
        }
        assertEquals(Optional.empty(), schedule.next());
        assertEquals(3, add("realm", "app", 3).count(), "places are free again");
    }

    /** Adds notices; returns those for which there was room. */
    private Stream<LogoutNotice> add(String realmId, String app, int count) {
        return add(schedule, realmId, app, count);
    }

    private static Stream<LogoutNotice> add(LogoutSchedule schedule, String realmId, String app, int count) {
        List<LogoutNotice> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LogoutNotice notice = new LogoutNotice(realmId, "https://" + app, "token" + i, 0);
            if (schedule.add(notice)) {
                added.add(notice);
            }
        }
        return added.stream();
    }

    private List<LogoutNotice> begun() {
        return Stream.generate(schedule::next).takeWhile(Optional::isPresent).flatMap(Optional::stream).toList();
    }
}
