package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Owners of numbers whom a requester without an account wants to keep from signing in and from a reset by text. */
@KeycloakIntegrationTest(config = FlowServer.class)
class PhoneDenialIT extends PhoneSignUpTest {

    /** After it all buckets are full again. */
    private static final Duration DAY = Duration.ofHours(25);

    @BeforeEach
    void textsAlone() {
        policy("either", true);
    }

    private void allows(int texts, String limit) {
        pass(DAY);
        change(builder -> builder.attribute("latchkey.limits." + limit, String.valueOf(texts)));
    }

    private static String neighbour(String number, int end) {
        return number.replaceFirst("....$", String.valueOf(end));
    }

    private SignIn byText(String number) {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(number);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        return signIn;
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-group-hour", "paid-group-day", "paid-unanswered-group-day", "paid-client-hour",
        "paid-client-day", "paid-realm-hour", "paid-realm-day"})
    void attack_numbersWithoutAnAccount_typedAtSignInAndReset_keepNoOwnerFromTexts(String limit) {
        String number = number();
        signedUp(number);
        allows(1, limit);
        for (int decoy = 1001; decoy <= 1003; decoy++) {
            byText(neighbour(number, decoy));
            SignIn.forgotPassword(browser().tab(), realm).reset(neighbour(number, decoy));
            assertEquals(202, app().challenge("password_reset", neighbour(number, decoy + 1000)).status());
        }

        SignIn signIn = byText(number);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
        SignIn reset = SignIn.forgotPassword(browser().tab(), realm).reset(number);
        assertTrue(reset.code(gateway.code(digits(number), 3)).asksForNewPassword(), reset.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid-group-hour", "paid-group-day", "paid-unanswered-group-day", "paid-client-hour",
        "paid-client-day", "paid-realm-hour", "paid-realm-day"})
    void attack_textsOfManyOwners_areLimited_andThePageDoesNotTell(String limit) {
        String first = number();
        String second = neighbour(first, 4711);
        signedUp(first);
        signedUp(second);
        allows(1, limit);
        ServerLog log = ServerLog.fromHere();
        byText(first);
        gateway.code(digits(first), 2);

        SignIn refused = byText(second);
        String free = neighbour(first, 4712);
        assertEquals(page(byText(free), free), page(refused, second));
        Eventually.holds("the log tells", () -> log.text().contains(limit.contains("unanswered")
                ? "many were sent, and few were entered" : "was not sent, since " + limit + " is used up"));
        assertEquals(1, gateway.to(digits(second)).size(), "that of the sign-up");

        pass(DAY.multipliedBy(2));
        byText(second);
        gateway.code(digits(second), 2);
    }

    @Test
    void attack_textsOfSignUps_toTheBlockOfAnOwner_keepTheOwnerFromNoSignIn() {
        String number = number();
        signedUp(number);
        allows(2, "paid-group-hour");
        for (int other = 1001; other <= 1002; other++) {
            assertTrue(byPhone(neighbour(number, other)).asksForCode());
        }
        assertTrue(byPhone(neighbour(number, 1003)).tab().text().contains("Too many codes were sent."));

        SignIn signIn = byText(number);
        assertTrue(signIn.code(gateway.code(digits(number), 2)).done(), signIn.tab()::text);
    }

    @Test
    void aUserWhoseNameReadsAsANumber_signsInByAddress_andTheNameIsAnsweredAsAnyNumber() {
        String named = number();
        String name = national(named);
        TestUser person = person(user -> user.username(name));
        String free = number();

        assertEquals(page(byText(national(free)), free), page(byText(name), named));
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).username(person.email());
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
    }

    private static String national(String number) {
        return number.replace("+49", "0");
    }
}
