package dev.latchkey.it.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.keycloak.testframework.mail.MailServer;

/** All mailboxes. The server sends mails on other threads, so that tests wait for a mail. */
final class Inbox {

    private final MailServer server;

    Inbox(MailServer server) {
        this.server = server;
    }

    /** Waits until the user has this many mails; returns the newest. */
    Mail mail(TestUser person, int ofSoMany) {
        List<Mail> mails = Eventually.present("mail " + ofSoMany + " to " + person.email(),
                () -> Optional.of(all(person.email())).filter(found -> found.size() >= ofSoMany));
        if (mails.size() > ofSoMany) {
            throw new AssertionError(mails.size() + " mails instead of " + ofSoMany);
        }
        return mails.get(ofSoMany - 1);
    }

    List<Mail> all(String address) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(message -> Mail.isTo(message, address)).map(Mail::new).toList();
    }
}
