package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import dev.latchkey.otp.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * What a realm's texts may cost on a day: 1, of which a text to these numbers takes 0.4, and half where it is no second
 * factor.
 */
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

    private String handedOver(Purpose purpose, String number, int texts) {
        return server.fetch(TextSpendRows.handedOver(realm.getName(), person().id(), purpose, number, texts),
                String.class);
    }

    private int sent(Purpose purpose) {
        return server.fetch(PumpingRun.sent(realm.getName(), "+49174", NUMBER.incrementAndGet(), 1, purpose),
                Integer.class);
    }

    private static String dear() {
        return "+49174%05d42".formatted(NUMBER.incrementAndGet());
    }

    private SignIn secondFactor(TestUser person) {
        return afterPassword(person).tryAnotherWay(TEXT);
    }

    private static void assertRefused(SignIn signIn) {
        assertTrue(signIn.tab().text().contains("Too many codes were sent."), signIn.tab()::text);
    }

    @Test
    void attack_moneyIsSpent_stopsTexts_untilTheDayIsOver() {
        ServerLog log = ServerLog.fromHere();
        String number = dear();
        TestUser person = withPhone(number);
        assertTrue(secondFactor(person).code(gateway.code(digits(number), 2)).done());
        assertEquals(2 * PRICE, spent());

        assertRefused(secondFactor(person));

        assertEquals(1, events(person).refusals("money_spent"));
        assertTrue(log.text().contains("the money for them is spent"));
        assertEquals(2, gateway.to(digits(number)).size());
        String cheap = number();
        type(enrolment(person()), cheap);
        gateway.code(digits(cheap), 1);

        time.set(86_400);
        secondFactor(person);
        gateway.code(digits(number), 3);
    }

    @Test
    void attack_textsThatAreNoSecondFactor_leaveHalfOfTheMoneyToSecondFactors() {
        String number = dear();
        TestUser owner = withPhone(number);
        TestUser person = person();
        String refused = dear();

        assertRefused(type(enrolment(person), refused));

        assertEquals(1, events(person).refusals("money_spent"));
        assertEquals(List.of(), gateway.to(digits(refused)));
        assertEquals("{REFUSED_FOR_GOOD=1}", handedOver(Purpose.PASSWORD_RESET, "+491749000342", 1));
        assertTrue(secondFactor(owner).code(gateway.code(digits(number), 2)).done());
    }

    @Test
    void aTextThatCostsMoreThanHalfOfTheMoney_isSentAsASecondFactorAlone_andTheLogSaysWhy() {
        ServerLog log = ServerLog.fromHere();

        assertRefused(type(enrolment(person()), "+4917890000042"));
        assertEquals("{REFUSED_FOR_GOOD=1}", handedOver(Purpose.NEW_ADDRESS, "+4917890000142", 1));

        assertEquals(2, log.text().split("costs more than half of the money", -1).length - 1);
        assertEquals("{TAKEN=1}", handedOver(Purpose.SECOND_FACTOR, "+4917890000242", 1));
    }

    /** Of two numbers one may be that of no account, for which nothing is spent. */
    @Test
    void attack_spentMoney_tellsNothingBeforeAFactor() {
        assertEquals("{TAKEN=1}", handedOver(Purpose.SIGN_UP, "+491749000442", 1));

        assertEquals(0, sent(Purpose.NEW_ADDRESS));
        for (Purpose purpose : List.of(Purpose.SIGN_UP, Purpose.FIRST_FACTOR, Purpose.PASSWORD_RESET)) {
            assertEquals(1, sent(purpose), purpose::id);
        }
    }

    @Test
    void attack_textsAtTheSameMoment_neverCostMoreThanTheBudget() {
        assertEquals("{REFUSED_FOR_GOOD=15, TAKEN=1}", handedOver(Purpose.NEW_ADDRESS, "+491749000042", 16));
        assertEquals(PRICE, spent());

        assertEquals("{REFUSED_FOR_GOOD=15, TAKEN=1}", handedOver(Purpose.SECOND_FACTOR, "+491749000042", 16));
        assertEquals(2, gateway.to("491749000042").size());
        assertEquals(2 * PRICE, spent());
    }

    @Test
    void aTextThatHasCertainlyNotLeft_costsNothing_andOneThatMayHave_costsItsPrice() {
        gateway.close();
        assertEquals("{FAULT=1}", handedOver(Purpose.NEW_ADDRESS, "+491749000142", 1));
        assertEquals(0, spent());
        gateway = new MessageService(FlowServer.PAGER);
        gateway.behaves(MessageService.Behaviour.REFUSES);

        assertEquals("{UNKNOWN=1}", handedOver(Purpose.NEW_ADDRESS, "+491749000242", 1));
        assertEquals(PRICE, spent());
    }

    @Test
    void ofTwoTextsThatWaitWithOneCode_oneIsSent() {
        String number = number();
        TestUser person = withPhone(number);
        gateway.close();
        SignIn signIn = secondFactor(person);
        Eventually.holds("the first waits", () -> rows().reported(person, "RETRYING") == 1);
        signIn.resend();
        Eventually.holds("the second waits", () -> rows().reported(person, "RETRYING") == 1);
        gateway = new MessageService(FlowServer.PAGER);

        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
        assertEquals(1, gateway.to(digits(number)).size());
    }
}
