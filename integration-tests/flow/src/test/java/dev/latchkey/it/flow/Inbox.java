package dev.latchkey.it.flow;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
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

    /** Deletes all mailboxes: a look at the mails goes through those of all users that tests have ever had. */
    void deleteMailboxes() {
        try {
            Field field = MailServer.class.getDeclaredField("greenMail");
            field.setAccessible(true);
            GreenMail mailboxes = (GreenMail) field.get(server);
            mailboxes.purgeEmailFromAllMailboxes();
            List.copyOf(mailboxes.getUserManager().listUser()).forEach(mailboxes.getUserManager()::deleteUser);
        } catch (ReflectiveOperationException | FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Mail> all(String address) {
        return Arrays.stream(server.getReceivedMessages())
                .filter(message -> Mail.isTo(message, address)).map(Mail::new).toList();
    }
}
