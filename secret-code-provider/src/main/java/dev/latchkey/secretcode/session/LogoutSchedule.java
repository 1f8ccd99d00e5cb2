package dev.latchkey.secretcode.session;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

import dev.latchkey.limit.FairShares;

/**
 * Decides which logout token is sent next, and how many at once. Each app is sent one at a time and waits for its next
 * turn behind the others, and behind all others of its realm when it has not answered the last one in time. A realm
 * gets no more than its share, however many apps it has. Holds no thread.
 */
final class LogoutSchedule {

    /** Whose logout tokens wait for one another. Two realms may name the same address. */
    private record App(String realmId, String address) {

        static App of(LogoutNotice notice) {
            return new App(notice.realmId(), notice.address());
        }
    }

    private static final class Backlog {

        private final Queue<LogoutNotice> notices = new ArrayDeque<>();
        private boolean sending;
    }

    private static final int REMEMBERED = 1_000;

    private final int mostOfAnApp;
    private final FairShares turns;
    private final FairShares places;
    /** Each has notices or is being sent one; the app whose turn is next comes first. */
    private final Map<App, Backlog> apps = new LinkedHashMap<>();
    /** Apps that have not answered their last one in time; of very many the newest. */
    private final Set<App> slow = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<App, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    /**
     * @param atOnce      how many are sent at once, 4 or more
     * @param most        how many may wait, 4 or more
     * @param mostOfAnApp how many may wait for one app
     */
    LogoutSchedule(int atOnce, int most, int mostOfAnApp) {
        this.mostOfAnApp = mostOfAnApp;
        this.turns = new FairShares(atOnce, atOnce);
        this.places = new FairShares(most, most);
    }

    /**
     * @param notice waits from now on
     * @return whether there was room for it
     */
    synchronized boolean add(LogoutNotice notice) {
        Backlog waiting = apps.get(App.of(notice));
        if (waiting != null && waiting.notices.size() >= mostOfAnApp || !places.take(notice.realmId())) {
            return false;
        }
        apps.computeIfAbsent(App.of(notice), missing -> new Backlog()).notices.add(notice);
        return true;
    }

    /** @return the one to be sent now, which the caller must pass to {@link #ended}; empty when none may be sent yet */
    synchronized Optional<LogoutNotice> next() {
        return next(false).or(() -> next(true));
    }

    private Optional<LogoutNotice> next(boolean ofSlowApps) {
        for (Map.Entry<App, Backlog> entry : apps.entrySet()) {
            Backlog backlog = entry.getValue();
            String realmId = entry.getKey().realmId();
            if (!backlog.sending && slow.contains(entry.getKey()) == ofSlowApps && turns.take(realmId)) {
                backlog.sending = true;
                places.release(realmId);
                return Optional.of(backlog.notices.remove());
            }
        }
        return Optional.empty();
    }

    /**
     * @param notice the one that was sent
     * @param inTime whether that ended before the app's time was over; empty when it was not sent after all
     */
    synchronized void ended(LogoutNotice notice, Optional<Boolean> inTime) {
        App app = App.of(notice);
        Backlog backlog = apps.remove(app);
        turns.release(app.realmId());
        backlog.sending = false;
        if (!backlog.notices.isEmpty()) {
            apps.put(app, backlog);
        }
        if (inTime.isPresent()) {
            slow.remove(app);
        }
        if (inTime.equals(Optional.of(false))) {
            slow.add(app);
        }
    }
}
