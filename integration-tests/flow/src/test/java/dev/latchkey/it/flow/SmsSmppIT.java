package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javax.net.ServerSocketFactory;

import dev.latchkey.sms.gateway.smpp.MessageCentre;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The SMPP gateway in a running Keycloak, with the library under the name that it has in Latchkey's jar. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsSmppIT extends TextsTest {

    @Test
    void aTextIsSubmitted_andItsReceiptStandsOnThePage() throws Exception {
        try (MessageCentre centre =
                new MessageCentre(ServerSocketFactory.getDefault(), FlowServer.MESSAGE_CENTRE)) {
            ServerLog log = ServerLog.fromHere();
            String number = number();
            TestUser person = withPhone(number);
            SignIn signIn = afterPassword(person).tryAnotherWay(TEXT);
            String reference = gateway.reference(digits(number), 2);

            // the page waits for the text of the other gateway; this one carries the same reference
            // where another test has had a centre, the gateway waits before it binds again, and sends nothing meanwhile
            Eventually.holds("the text is taken", () -> "TAKEN".equals(server.fetch(
                    SentText.by("smpp-second", realm.getName(), number, reference), String.class)));
            assertEquals(digits(number), centre.texts().get(0).getDestAddress());
            centre.receipt("1", "DELIVRD");

            Eventually.holds("the receipt is stored", () -> rows().reported(person, "DELIVERED") == 1);
            assertTrue(signIn.tryAnotherWay(MAIL).tryAnotherWay(TEXT).tab().text().contains("Your code was delivered."),
                    signIn.tab()::text);
            assertEquals(-1, log.text().indexOf(digits(number)), "no number in the log");
        }
    }
}
