package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Each limit of messages that cost money, alone: the text beyond it is not sent, and those of others are. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SmsBudgetsIT extends TextsTest {

    private static final int BUCKETS_ARE_FULL_AGAIN = 7_200;

    private void allowsOne(String limit) {
        time.set(BUCKETS_ARE_FULL_AGAIN);
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits." + limit, "1"));
    }

    private void assertSent(TestUser person, String number, int ofSoMany) {
        SignIn signIn = type(enrolment(person), number);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        gateway.code(digits(number), ofSoMany);
    }

    private void assertRefused(TestUser person, String number, int sent) {
        SignIn signIn = type(enrolment(person), number);
        assertTrue(signIn.tab().text().contains("Too many codes were sent."), signIn.tab()::text);
        assertEquals(sent, gateway.to(digits(number)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = "paid-user-day")
    void attack_textsOfOneAccount_toManyNumbers_areRefused(String limit) {
        allowsOne(limit);
        TestUser person = person();
        assertSent(person, number(), 1);
        assertRefused(person, number(), 0);
        assertSent(person(), number(), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-address-hour", "paid-address-day"})
    void attack_textsToOneNumber_ofManyAccounts_areRefused(String limit) {
        allowsOne(limit);
        String number = number();
        assertSent(person(), number, 1);
        assertRefused(person(), number, 1);
        assertSent(person(), number(), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-group-hour", "paid-group-day"})
    void attack_textsToOneBlock_ofManyAccounts_areRefused(String limit) {
        allowsOne(limit);
        String number = number();
        assertSent(person(), number, 1);
        assertRefused(person(), number.replaceFirst("0042$", "0043"), 0);
        assertSent(person(), number(), 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-ip-hour", "paid-ip-day", "paid-client-hour", "paid-client-day", "paid-realm-hour",
        "paid-realm-day"})
    void attack_textsToManyNumbers_ofManyAccounts_areRefused_byClientAddressClientAndRealm(String limit) {
        allowsOne(limit);
        assertSent(person(), number(), 1);
        assertRefused(person(), number(), 0);
    }
}
