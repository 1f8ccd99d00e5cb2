package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Two gateways of texts, of which the second has its secret from the vault. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsFailoverIT extends TextsTest {

    private MessageService second;

    @BeforeEach
    void startSecond() {
        second = new MessageService(FlowServer.SECOND_PAGER);
    }

    @AfterEach
    void stopSecond() {
        second.close();
    }

    @Test
    void whatTheFirstHasCertainlyNotSent_theSecondSends_withItsSecret() {
        gateway.close();
        String number = number();
        SignIn signIn = type(enrolment(person()), number);
        String code = second.code(digits(number), 1);
        gateway = new MessageService(FlowServer.PAGER);

        assertTrue(signIn.code(code).done(), signIn.tab()::text);
        assertEquals(1, second.to(digits(number)).size());
        assertEquals(0, gateway.to(digits(number)).size());
        assertTrue(second.to(digits(number)).get(0).contains("\"key\": \"k3y\", \"to\""), "the vault's secret");
    }

    @Test
    void attack_aFirstThatHangs_causesNoSecondText() {
        gateway.behaves(MessageService.Behaviour.HANGS);
        ServerLog log = ServerLog.fromHere();
        String number = number();
        type(enrolment(person()), number);
        gateway.code(digits(number), 1);
        Eventually.holds("the attempt is over", () -> log.text().contains("it is not sent again"));

        assertEquals(1, gateway.to(digits(number)).size());
        assertEquals(0, second.all());
    }
}
