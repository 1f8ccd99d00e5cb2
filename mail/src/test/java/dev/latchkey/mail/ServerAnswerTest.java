package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.Test;
import org.keycloak.email.EmailException;

class ServerAnswerTest {

    @Test
    void attack_aRecipientThatTheServerRefuses_isNoFaultOfTheServer() throws Exception {
        Address[] none = {};
        Address[] invalid = {new InternetAddress("made-up@example.com")};
        assertEquals(ServerAnswer.REFUSED, ServerAnswer.of(new EmailException("not sent",
                new SendFailedException("550", new MessagingException("550 no such user"), none, none, invalid))));
        // accepted as an address by the server's checks, unreadable to the mail library
        assertEquals(ServerAnswer.REFUSED, ServerAnswer.of(new EmailException("not sent",
                assertThrows(AddressException.class, () -> new InternetAddress("x@foo!bar.com")))));
        // a full mailbox, or a server that wants every new recipient to be tried twice
        MessagingException later = new SMTPAddressFailedException(new InternetAddress("made-up@example.com"),
                "RCPT TO:<made-up@example.com>", 450, "450 try again later");
        assertEquals(ServerAnswer.REFUSED, ServerAnswer.of(new EmailException("not sent",
                new SendFailedException("Invalid Addresses", later, none, invalid, none))));
    }

    @Test
    void aFailureBeforeTheServerIsAskedSaysNothingAboutIt() {
        assertEquals(ServerAnswer.NONE, ServerAnswer.of(new EmailException("no sender is configured")));
        assertEquals(ServerAnswer.NONE, ServerAnswer.of(new IllegalStateException()));
    }

    @Test
    void aServerThatCannotBeReachedOrIsBusyHasAFault() {
        assertEquals(ServerAnswer.FAULT,
                ServerAnswer.of(new EmailException("not sent", new MessagingException("connection refused"))));
        assertEquals(ServerAnswer.FAULT,
                ServerAnswer.of(new EmailException("not sent", new SendFailedException("421 too many connections"))));
        // the server that gives the sender its token
        assertEquals(ServerAnswer.FAULT,
                ServerAnswer.of(new EmailException("not sent", new IOException("timed out"))));
    }
}
