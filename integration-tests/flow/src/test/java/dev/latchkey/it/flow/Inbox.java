package dev.latchkey.it.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.keycloak.testframework.mail.MailServer;

/** All mailboxes. Mail leaves the server on threads of its own, so that a mail is waited for. */
final class Inbox {

    private final MailServer server;

    Inbox(MailServer server) {
        this.server = server;
    }

    /** The user's newest mail, of so many. */
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
