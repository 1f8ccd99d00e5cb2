package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** What a realm's texts may cost on a day: 1, of which a text to these numbers takes 0.4. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsMoneyIT extends TextsTest {

    private static final long PRICE = 4_000;

    @BeforeEach
    void oneUnitADay() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-realm-money-day", "1"));
        server.run(TextSpendRows.clear(realm.getName()));
    }

    private long spent() {
        return server.fetch(TextSpendRows.spent(realm.getName()), Long.class);
    }

    private String handedOver(String number, int texts) {
        return server.fetch(TextSpendRows.handedOver(realm.getName(), person().id(), number, texts), String.class);
    }

    private static String dear() {
        return "+49174%05d42".formatted(NUMBER.incrementAndGet());
    }

    @Test
    void attack_moneyIsSpent_stopsTexts_untilTheDayIsOver() {
        ServerLog log = ServerLog.fromHere();
        for (int i = 0; i < 2; i++) {
            String number = dear();
            type(enrolment(person()), number);
            gateway.code(digits(number), 1);
        }
        assertEquals(2 * PRICE, spent());
        TestUser person = person();
        String refusedNumber = dear();

        SignIn refused = type(enrolment(person), refusedNumber);

        assertTrue(refused.tab().text().contains("Too many codes were sent."), refused.tab()::text);
        assertEquals(1, events(person).refusals("money_spent"));
        assertTrue(log.text().contains("the money for them is spent"));
        String cheap = number();
        type(enrolment(person()), cheap);
        gateway.code(digits(cheap), 1);
        assertEquals(List.of(), gateway.to(digits(refusedNumber)));

        TestUser early = person();
        time.set(86_400);
        String next = dear();
        type(enrolment(early), next);
        gateway.code(digits(next), 1);
    }

    @Test
    void attack_textsAtTheSameMoment_neverCostMoreThanTheBudget() {
        assertEquals("{REFUSED_FOR_GOOD=14, TAKEN=2}", handedOver("+491749000042", 16));

        assertEquals(2, gateway.to("491749000042").size());
        assertEquals(2 * PRICE, spent());
    }

    @Test
    void aTextThatHasCertainlyNotLeft_costsNothing_andOneThatMayHave_costsItsPrice() {
        gateway.close();
        assertEquals("{FAULT=1}", handedOver("+491749000142", 1));
        assertEquals(0, spent());
        gateway = new MessageService(FlowServer.PAGER);
        gateway.behaves(MessageService.Behaviour.REFUSES);

        assertEquals("{UNKNOWN=1}", handedOver("+491749000242", 1));
        assertEquals(PRICE, spent());
    }
}
