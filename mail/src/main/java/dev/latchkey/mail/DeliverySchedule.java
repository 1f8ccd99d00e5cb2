package dev.latchkey.mail;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.latchkey.limit.FairShares;

/**
 * Decides which mail is handed over next, and how many at once. Realms are served in turn, and in each realm the mails
 * of a lower {@link MailPriority} wait. Neither a realm nor a mail server gets more than its share, so that one that
 * hangs delays no other; a mail waits only for those of its own realm and mail server. Holds no thread.
 */
final class DeliverySchedule {

    /** Servers whose pace is remembered while no mail waits for them. */
    private static final int REMEMBERED = 1_000;
    /** Every so many turns of a lane a notice comes first: a flood of codes must not keep back that it happens. */
    private static final int LOWER_FIRST = 8;

    /**
     * Whose mails wait for one another.
     *
     * @param realmId the realm that sends
     * @param server  the result of {@link Delivery#server}
     */
    record Lane(String realmId, String server) {

        static Lane of(OutgoingMail mail) {
            return new Lane(mail.realmId(), mail.delivery().server());
        }
    }

    /**
     * A mail that is to be handed over now.
     *
     * @param lane    whose mail it is
     * @param task    hands it over
     * @param pace    of its server
     * @param number  the result of {@link ServerPace#begun}
     * @param begunAt nanoseconds of the clock
     */
    record Turn(Lane lane, Supplier<ServerAnswer> task, ServerPace pace, int number, long begunAt) {
    }

    private record Waiting(Supplier<ServerAnswer> task, long since) {
    }

    private static final class Backlog {

        private final Map<MailPriority, Deque<Waiting>> mails = new EnumMap<>(MailPriority.class);
        private int turns;

        void add(MailPriority priority, Waiting mail) {
            mails.computeIfAbsent(priority, missing -> new ArrayDeque<>()).add(mail);
        }

        Waiting next() {
            turns++;
            if (turns % LOWER_FIRST == 0) {
                Deque<Waiting> notices = mails.getOrDefault(MailPriority.NOTICE, new ArrayDeque<>());
                if (!notices.isEmpty()) {
                    return notices.poll();
                }
            }
            return mails.values().stream().map(Deque::poll).filter(Objects::nonNull).findFirst().orElseThrow();
        }

        int size() {
            return mails.values().stream().mapToInt(Deque::size).sum();
        }

        Optional<Long> oldest() {
            return mails.values().stream().map(Deque::peek).filter(Objects::nonNull).map(Waiting::since)
                    .min(Comparator.naturalOrder());
        }
    }

    private final int most;
    private final LongSupplier clock;
    private final FairShares realms;
    private final FairShares servers;
    /** No backlog of these is empty; the one that is served next comes first. */
    private final Map<Lane, Backlog> waiting = new LinkedHashMap<>();
    private final Map<Lane, ServerPace> paces = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Lane, ServerPace> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param most  most mails of one realm, and to one mail server, that are handed over at once; there are twice as
     *              many in all
     * @param clock gives nanoseconds
     */
    DeliverySchedule(int most, LongSupplier clock) {
        this.most = most;
        this.clock = clock;
        this.realms = new FairShares(2 * most, most);
        this.servers = new FairShares(2 * most, most);
    }

    /**
     * Adds a mail that waits.
     *
     * @param lane     whose mail it is
     * @param priority its priority among the mails of its lane
     * @param task     hands it over; must throw nothing
     * @return the mails to be handed over now; the caller must pass each to {@link #ended} when its task has returned
     */
    synchronized List<Turn> add(Lane lane, MailPriority priority, Supplier<ServerAnswer> task) {
        waiting.computeIfAbsent(lane, missing -> new Backlog()).add(priority, new Waiting(task, clock.getAsLong()));
        return assign();
    }

    /**
     * Ends a turn.
     *
     * @param turn   whose task has returned
     * @param answer what it returned
     * @return the mails to be handed over now
     */
    synchronized List<Turn> ended(Turn turn, ServerAnswer answer) {
        Backlog left = waiting.get(turn.lane());
        turn.pace().ended(turn.number(), Duration.ofNanos(clock.getAsLong() - turn.begunAt()), answer,
                left == null ? 0 : left.size());
        servers.release(turn.lane().server());
        realms.release(turn.lane().realmId());
        return assign();
    }

    /** Assigns turns round by round, so that a lane with a backlog waits behind the others after each mail. */
    private List<Turn> assign() {
        List<Turn> begun = new ArrayList<>();
        int before;
        do {
            before = begun.size();
            for (Lane lane : List.copyOf(waiting.keySet())) {
                begin(lane).ifPresent(begun::add);
            }
        } while (begun.size() > before);
        return begun;
    }

    private Optional<Turn> begin(Lane lane) {
        ServerPace pace = paces.computeIfAbsent(lane, missing -> new ServerPace(most));
        if (!pace.admits(waiting.get(lane).size()) || !take(lane)) {
            return Optional.empty();
        }
        Backlog backlog = waiting.remove(lane);
        Waiting mail = backlog.next();
        if (backlog.size() > 0) {
            // at the end, which is where the map puts what is new
            waiting.put(lane, backlog);
        }
        return Optional.of(new Turn(lane, mail.task(), pace, pace.begun(), clock.getAsLong()));
    }

    private boolean take(Lane lane) {
        if (!realms.take(lane.realmId())) {
            return false;
        }
        if (!servers.take(lane.server())) {
            realms.release(lane.realmId());
            return false;
        }
        return true;
    }

    /** Forgets what waits. */
    synchronized void clear() {
        waiting.clear();
    }

    /** @return how many mails are being handed over */
    int running() {
        return realms.used();
    }

    /** @return for how long the oldest waiting mail has waited, in seconds; 0 when none waits */
    synchronized double oldestSeconds() {
        long now = clock.getAsLong();
        return waiting.values().stream().flatMap(backlog -> backlog.oldest().stream())
                .mapToDouble(since -> (now - since) / 1e9).max().orElse(0);
    }
}
