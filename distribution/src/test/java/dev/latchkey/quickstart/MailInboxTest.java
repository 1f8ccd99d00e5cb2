package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

class MailInboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void keepsMailsTellsTheListenerAndFindsThemByRecipient() throws MessagingException {
        List<MimeMessage> heard = new CopyOnWriteArrayList<>();
        try (MailInbox inbox = MailInbox.start(0, heard::add)) {
            send(inbox, "alice@latchkey.example", "one");
            send(inbox, "bob@latchkey.example", "two");
            send(inbox, "alice@latchkey.example", "three");

            assertEquals("three", inbox.awaitMail("Alice@latchkey.example", 2, PATIENCE).getSubject());
            assertEquals(1, inbox.mailsTo("bob@latchkey.example").size());
            assertEquals(3, inbox.mails().size());
            assertEquals(3, heard.size());

            inbox.clear();
            assertEquals(List.of(), inbox.mails());
        }
    }

    @Test
    void saysWhichMailDidNotCome() {
        try (MailInbox inbox = MailInbox.start(0)) {
            IllegalStateException e = assertThrows(IllegalStateException.class,
                    () -> inbox.awaitMail("alice@latchkey.example", 1, Duration.ZERO));

            assertEquals("0 of 1 mails to alice@latchkey.example came in 0 s", e.getMessage());
        }
    }

    private static void send(MailInbox inbox, String to, String subject) {
        GreenMailUtil.sendTextEmail(to, "noreply@latchkey.example", subject, "text",
                new ServerSetup(inbox.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    }
}
