package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Sign-ins that a code to a telephone number has let go on, which is no longer the account's while they wait. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ReplacedNumberIT extends TextsTest {

    private static final String REVOKED = "This sign-in was ended in the meantime.";
    private static final String PASSWORD_ACTION = "&kc_action=UPDATE_PASSWORD";

    /** How an account loses a number. */
    enum Loss {
        REPLACED, DELETED, REWRITTEN, TAKEN
    }

    @BeforeEach
    void numbersNameAccounts() {
        // all of these texts are asked for by one client address
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.paid-ip-hour", "1000"));
        policy(Map.of("countries", "DE,AT", "identifier", "either", "home_country", "DE"));
    }

    private SignIn byText(TestUser person, String number, String action) {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, action).password(person).tryAnotherWay(TEXT);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        return signIn.code(gateway.code(digits(number), 2));
    }

    private void lose(Loss loss, TestUser person, String number) {
        switch (loss) {
            case REPLACED -> {
                String next = number();
                assertTrue(type(enrolment(person), next).code(gateway.code(digits(next), 1)).done());
            }
            case DELETED -> realm.admin().users().get(person.id()).credentials().stream()
                    .filter(credential -> "latchkey-phone".equals(credential.getType()))
                    .forEach(proof -> realm.admin().users().get(person.id()).removeCredential(proof.getId()));
            case REWRITTEN -> realm.admin().users().get(person.id())
                    .update(account(person).singleAttribute("phoneNumber", number()));
            case TAKEN -> assertTrue(type(enrolment(person()), number).code(gateway.code(digits(number), 3)).done());
        }
    }

    @ParameterizedTest
    @EnumSource
    void attack_numberLostWhileASignInByItWaits_setsNoOther(Loss loss) {
        String number = number();
        TestUser person = withPhone(number);
        SignIn waiting = byText(person, number, "&kc_action=" + ACTION);
        assertTrue(asksForNumber(waiting), waiting.tab()::text);
        lose(loss, person, number);
        Optional<String> before = attribute(person, "phoneNumber");
        String next = number();

        type(waiting, next);

        assertTrue(waiting.tab().text().contains(REVOKED), waiting.tab()::text);
        assertEquals(List.of(), gateway.to(digits(next)));
        assertEquals(before, attribute(person, "phoneNumber"));
    }

    @ParameterizedTest
    @EnumSource
    void attack_numberLostWhileASignInByItWaits_setsNoPassword(Loss loss) {
        String number = number();
        TestUser person = withPhone(number);
        SignIn waiting = byText(person, number, PASSWORD_ACTION);
        lose(loss, person, number);

        waiting.tab().type("password-new", "a thief and a horse").type("password-confirm", "a thief and a horse")
                .submit("kc-passwd-update-form");

        assertTrue(waiting.tab().text().contains(REVOKED), waiting.tab()::text);
        assertFalse(waiting.done());
        assertTrue(afterPassword(person).asksForCode(), "the password is the same");
    }

    @Test
    void aNumberThatTheSignInItselfReplaces_endsNothing() {
        String number = number();
        TestUser person = withPhone(number);
        realm.admin().users().get(person.id()).update(requiring(person));
        SignIn signIn = byText(person, number, PASSWORD_ACTION);
        String next = number();
        assertTrue(asksForNumber(signIn), signIn.tab()::text);

        type(signIn, next).code(gateway.code(digits(next), 1));

        assertTrue(signIn.tab().has("kc-passwd-update-form"), signIn.tab()::text);
        signIn.tab().type("password-new", "another horse battery").type("password-confirm", "another horse battery")
                .submit("kc-passwd-update-form");
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    private UserRepresentation requiring(TestUser person) {
        UserRepresentation account = account(person);
        account.setRequiredActions(List.of(ACTION));
        return account;
    }
}
