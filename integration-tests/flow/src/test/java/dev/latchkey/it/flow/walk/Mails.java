package dev.latchkey.it.flow.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.flow.FlowMails;
import dev.latchkey.it.flow.FlowMails.Arrived;

/** The mailboxes of one walk, and which user can read which. */
final class Mails {

    private static final long INTERVAL_NANOS = 20_000_000L;

    private final FlowMails mails;
    private final Accounts accounts;
    private final Powers powers;
    private final Set<String> ofVictim = new HashSet<>();
    private int fresh;

    Mails(FlowMails mails, Accounts accounts, Powers powers) {
        this.mails = mails;
        this.accounts = accounts;
        this.powers = powers;
    }

    /** The victim has asked for the mail with this reference. */
    void askedByVictim(String reference) {
        ofVictim.add(reference);
    }

    /** Whether the victim has asked for the mail with this reference. */
    boolean isAskedByVictim(String reference) {
        return ofVictim.contains(reference);
    }

    /** The attacker has created another address. */
    void freshAddresses(int count) {
        fresh = count;
    }

    /** How many mails with a code or link have arrived, at any address; notifications arrive some time later. */
    int count() {
        return (int) Arrays.stream(Who.values()).flatMap(who -> mails.all(accounts.email(who, fresh)).stream())
                .filter(mail -> !mail.reference().isEmpty()).count();
    }

    /** The mails that the user at a tab can read, in the order of arrival by mailbox. */
    List<Arrived> readable(Seat seat) {
        List<Arrived> readable = new ArrayList<>();
        switch (seat) {
            case OWNER -> readable.addAll(mails.all(accounts.victimsEmail()));
            case NEWCOMER -> readable.addAll(mails.all(accounts.newcomersEmail()));
            default -> {
                readable.addAll(mails.all(accounts.email(Who.SELF, 0)));
                readable.addAll(mails.all(accounts.email(Who.OTHER_SELF, 0)));
                for (int number = 1; number <= fresh; number++) {
                    readable.addAll(mails.all(accounts.email(Who.FRESH, number)));
                }
                mails.all(accounts.victimsEmail()).stream().filter(mail -> powers.has(Power.MAILBOX)
                        || powers.has(Power.CODE) && ofVictim.contains(mail.reference())).forEach(readable::add);
            }
        }
        return readable;
    }

    /** The code of the mail with this reference, if the reader can read it. */
    Optional<String> code(Seat seat, String reference) {
        return readable(seat).stream().filter(mail -> mail.reference().equals(reference)).findFirst()
                .flatMap(Arrived::anyCode);
    }

    /** The same for a mail that may be on its way: waits this long at most. */
    Optional<String> awaitCode(Seat seat, String reference, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<String> code = code(seat, reference);
        while (code.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            code = code(seat, reference);
        }
        return code;
    }

    /** The newest code that does not belong to this reference. */
    Optional<String> otherCode(Seat seat, String reference) {
        return readable(seat).stream().filter(mail -> !mail.reference().equals(reference))
                .flatMap(mail -> mail.anyCode().stream()).reduce((first, second) -> second);
    }

    /** The link of the invitation that Keycloak has mailed to the victim. */
    String invitation() {
        return mails.all(accounts.victimsEmail()).stream().flatMap(mail -> mail.actionLink().stream()).findFirst()
                .orElseThrow();
    }

    Optional<String> newestLink(Seat seat) {
        return readable(seat).stream().flatMap(mail -> mail.anyLink().stream()).reduce((first, second) -> second);
    }

    /** The references of all mails of this kind, to any address. */
    List<String> referencesOf(String kind) {
        return allArrived().filter(mail -> mail.kind().equals(kind)).map(Arrived::reference).toList();
    }

    private Stream<Arrived> allArrived() {
        return Stream.concat(Arrays.stream(Who.values()).filter(who -> who != Who.FRESH)
                .map(who -> accounts.email(who, 0)), IntStream.rangeClosed(1, fresh)
                .mapToObj(number -> accounts.email(Who.FRESH, number))).flatMap(address -> mails.all(address).stream());
    }

    /** The mails to the victim that the victim has not asked for, by kind. */
    List<String> unasked() {
        return mails.all(accounts.victimsEmail()).stream().filter(mail -> !ofVictim.contains(mail.reference()))
                .map(Arrived::kind).distinct().toList();
    }
}
