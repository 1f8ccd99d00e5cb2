package dev.latchkey.common.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import org.junit.jupiter.api.Test;
import org.keycloak.email.EmailException;

class ServerAnswerTest {

    @Test
    void attack_aRecipientThatTheServerRefuses_isNoFaultOfTheServer() throws Exception {
        Address[] none = {};
        Address[] invalid = {new InternetAddress("made-up@example.com")};
        assertEquals(ServerAnswer.REFUSED, ServerAnswer.of(new EmailException("not sent",
                new SendFailedException("550", new MessagingException("550 no such user"), none, none, invalid))));
        assertEquals(ServerAnswer.REFUSED, ServerAnswer.of(new EmailException("invalid address")));
    }

    @Test
    void aServerThatCannotBeReachedOrIsBusyHasAFault() {
        assertEquals(ServerAnswer.FAULT,
                ServerAnswer.of(new EmailException("not sent", new MessagingException("connection refused"))));
        assertEquals(ServerAnswer.FAULT,
                ServerAnswer.of(new EmailException("not sent", new SendFailedException("421 too many connections"))));
    }
}
