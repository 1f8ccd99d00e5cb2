package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SentMailsTest {

    private long now = Long.MAX_VALUE - 1;
    private final SentMails sent = new SentMails(() -> now);

    @Test
    void aSingleMailIsWrittenAtOnceAndThoseThatFollowTogether() {
        assertEquals(Optional.of(Duration.ZERO), sent.add(List.of(mail(1))));
        assertEquals(List.of(mail(1)), sent.take());

        pass(Duration.ofSeconds(1));
        assertEquals(Optional.of(Duration.ofSeconds(3)), sent.add(List.of(mail(2))));
        for (int i = 3; i <= 40; i++) {
            assertEquals(Optional.empty(), sent.add(List.of(mail(i))), "a write is due already");
        }
        pass(Duration.ofSeconds(3));
        assertEquals(39, sent.take().size());
        assertEquals(List.of(), sent.take());
    }

    @Test
    void afterAPauseAMailIsWrittenAtOnceAgain() {
        sent.add(List.of(mail(1)));
        sent.take();
        pass(SentMails.PERIOD);
        assertEquals(Optional.of(Duration.ZERO), sent.add(List.of(mail(2))));
    }

    @Test
    void whatCouldNotBeWrittenIsDueOnePeriodLater() {
        sent.add(List.of(mail(1)));
        List<MailReceipt> taken = sent.take();
        assertEquals(Optional.of(SentMails.PERIOD), sent.add(taken));
        assertEquals(taken, sent.take());
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static MailReceipt mail(int number) {
        return new MailReceipt(null, "challenge " + number, number);
    }
}
