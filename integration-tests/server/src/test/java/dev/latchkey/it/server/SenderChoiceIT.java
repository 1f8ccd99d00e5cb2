package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.server.sender.OperatorsSenderFactory;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.keycloak.email.EmailSenderProviderFactory;

/** Latchkey hands its own mails over by a sender of its own, unless an operator has decided otherwise. */
class SenderChoiceIT {

    private static final String ADDRESS = Admin.address("reader");

    @Test
    void aSenderThatAnOperatorHasInstalled_handsLatchkeysMailsOver() throws MessagingException {
        Map<String, Path> installed = Map.of("operators-sender.jar", ProviderJar.of("operators-sender.jar",
                Map.of(EmailSenderProviderFactory.class, OperatorsSenderFactory.class)));
        try (Node node = Probe.node("dev-file", "sender-operators", installed,
                Map.of(SmtpSenderScenarios.SENDER, OperatorsSenderFactory.ID)).prepared()) {
            MimeMessage mail = mail(node);
            assertEquals(OperatorsSenderFactory.MARK + "Hello", mail.getSubject());
            assertNull(mail.getHeader("Auto-Submitted", null));
        }
    }

    @Test
    void whereLatchkeysSenderIsDisabled_keycloaksHandsItsMailsOver() throws MessagingException {
        try (Node node = Probe.node("dev-file", "sender-disabled",
                Map.of("spi-email-sender--latchkey--enabled", "false")).prepared()) {
            MimeMessage mail = mail(node);
            assertEquals("Hello", mail.getSubject());
            assertNull(mail.getHeader("Auto-Submitted", null));
            assertTrue(node.log().contains("Subject: Hello"), "as docs/mails.md warns of Keycloak's sender");
        }
    }

    private static MimeMessage mail(Node node) throws MessagingException {
        node.start(server -> { });
        try (SmtpServer smtp = new SmtpServer()) {
            node.admin().mailServer(smtp.port(), Map.of("debug", "true"));
            new Probe(node).mails(List.of(ADDRESS), "Hello", "Text", "<p>Text</p>");
            return new MimeMessage(null, new ByteArrayInputStream(
                    smtp.await(ADDRESS, 1).data().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }
}
