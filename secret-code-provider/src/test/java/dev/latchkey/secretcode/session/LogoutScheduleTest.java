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

        schedule.ended(sent.get(0), false);
        assertEquals(List.of(others.get(0)), begun());
        schedule.ended(sent.get(1), false);
        assertEquals(List.of(hanging.get(1)), begun(), "nothing else waits");
        schedule.ended(sent.get(2), false);
        schedule.ended(others.get(0), true);
        assertEquals(List.of(others.get(1), hanging.get(4)), begun());
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
            schedule.ended(notice, true);
        }
        assertEquals(Optional.empty(), schedule.next());
        assertEquals(3, add("realm", "app", 3).count(), "places are free again");
    }

    /** Adds notices; returns those for which there was room. */
    private Stream<LogoutNotice> add(String realmId, String app, int count) {
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
