package dev.latchkey.it.flow;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.keycloak.testframework.mail.MailServer;

/** The mails of all walks, each read once: one mailbox for each walk would read all mails at each look. */
public final class FlowMails {

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final String REFERENCE = "(reference ";
    private static final String EXISTS = "account exists";
    private static final Pattern ACTION_LINK = Pattern.compile("http\\S+/login-actions/action-token\\S+");
    private static final long INTERVAL_NANOS = 20_000_000L;
    private static final Map<String, String> KINDS = Map.of(
            "Somebody else may know your password", "sign-in code",
            "Somebody entered your user name or address. Ignore this email: without it, nobody gets in",
            "passwordless code",
            "without it, nobody can use that account", "sign-up code",
            "without it, your password stays as it is", "reset code",
            "If you have an account with us, change its password", "verification code");

    private final MailServer server;
    private final Set<MimeMessage> read = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, List<Arrived>> byReference = new ConcurrentHashMap<>();
    private final Map<String, List<Arrived>> byAddress = new ConcurrentHashMap<>();

    private long looked;

    FlowMails(MailServer server) {
        this.server = server;
    }

    /**
     * A mail.
     *
     * @param to   address of the mailbox
     * @param kind its kind, in the words of {@code docs/flows.md}
     * @param mail the mail
     */
    public record Arrived(String to, String kind, Mail mail) {

        /** The code, which not every mail has. */
        public Optional<String> anyCode() {
            return mail.codeIfAny();
        }

        /** The link, which not every mail has. */
        public Optional<String> anyLink() {
            return mail.linkIfAny();
        }

        /** The address of a link of Keycloak's own, which not every mail has. */
        public Optional<String> actionLink() {
            return ACTION_LINK.matcher(mail.text()).results().map(MatchResult::group).findFirst()
                    .map(link -> link.replace("&#61;", "=").replace("&amp;", "&"));
        }

        /** The reference that a page shows as well; empty when it belongs to no page. */
        public String reference() {
            return mail.subject().contains(REFERENCE) ? mail.reference() : "";
        }

        String code() {
            return mail.code();
        }

        String link() {
            return mail.link();
        }
    }

    /**
     * Waits for the mail with this reference; empty when none comes.
     *
     * @param of which mailboxes it can be in: references are short, and those of other walks may be the same
     */
    Optional<Arrived> await(String reference, Predicate<String> of) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Optional<Arrived> found = arrived(reference, of);
        while (found.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            lookUnlessJustDone();
            found = known(reference, of);
        }
        return found;
    }

    /** The mail with this reference, if it has arrived. */
    Optional<Arrived> arrived(String reference, Predicate<String> of) {
        look();
        return known(reference, of);
    }

    private Optional<Arrived> known(String reference, Predicate<String> of) {
        return byReference.getOrDefault(reference, List.of()).stream().filter(mail -> of.test(mail.to())).findFirst();
    }

    /** The mails to an address so far, in the order of arrival. */
    public List<Arrived> all(String address) {
        look();
        return List.copyOf(byAddress.getOrDefault(address, List.of()));
    }

    /** The mails to an address so far, by kind. */
    Set<String> kinds(String address) {
        look();
        return byAddress.getOrDefault(address, List.of()).stream().map(Arrived::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Many walks wait at once, and a look goes through all mails. */
    private synchronized void lookUnlessJustDone() {
        if (System.nanoTime() - looked >= INTERVAL_NANOS) {
            look();
        }
    }

    private synchronized void look() {
        looked = System.nanoTime();
        for (MimeMessage message : server.getReceivedMessages()) {
            if (read.add(message)) {
                Mail mail = new Mail(message);
                Arrived arrived = new Arrived(to(message), kind(mail), mail);
                byAddress.computeIfAbsent(arrived.to(), address -> new CopyOnWriteArrayList<>()).add(arrived);
                if (mail.subject().contains(REFERENCE)) {
                    byReference.computeIfAbsent(mail.reference(), reference -> new CopyOnWriteArrayList<>())
                            .add(arrived);
                }
            }
        }
    }

    private static String kind(Mail mail) {
        String text = mail.text().replaceAll("\\s+", " ");
        return mail.subject().startsWith("You already have an account") ? EXISTS : KINDS.entrySet().stream()
                .filter(kind -> text.contains(kind.getKey())).map(Map.Entry::getValue).findFirst()
                .orElse(mail.subject());
    }

    private static String to(MimeMessage message) {
        try {
            return message.getRecipients(Message.RecipientType.TO)[0].toString();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
