package dev.latchkey.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Mails that have left, which their rows do not state yet. A single one is to be written at once; after a write the
 * next one follows {@link #PERIOD} later, with all that have left meanwhile.
 */
final class SentMails {

    /** From one write to the next. */
    static final Duration PERIOD = Duration.ofSeconds(4);

    private final LongSupplier clock;
    private final List<MailReceipt> unwritten = new ArrayList<>();
    private boolean announced;
    private long nextAt;

    /** @param clock gives nanoseconds */
    SentMails(LongSupplier clock) {
        this.clock = clock;
        this.nextAt = clock.getAsLong();
    }

    /**
     * Adds mails.
     *
     * @param mails that have left
     * @return when the caller must {@link #take} them, from now; empty when an earlier call has returned a time
     */
    synchronized Optional<Duration> add(List<MailReceipt> mails) {
        unwritten.addAll(mails);
        if (announced) {
            return Optional.empty();
        }
        announced = true;
        return Optional.of(Duration.ofNanos(Math.max(0, nextAt - clock.getAsLong())));
    }

    /** @return the mails to be written now, which are forgotten; empty when there are none */
    synchronized List<MailReceipt> take() {
        announced = false;
        nextAt = clock.getAsLong() + PERIOD.toNanos();
        List<MailReceipt> taken = List.copyOf(unwritten);
        unwritten.clear();
        return taken;
    }
}
