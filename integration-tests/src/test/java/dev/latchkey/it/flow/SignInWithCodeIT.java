package dev.latchkey.it.flow;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@KeycloakIntegrationTest(config = FlowServer.class)
class SignInWithCodeIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void theMailedCodeSignsIn() {
        Person person = person();
        SignIn signIn = afterPassword(person);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        Mail mail = inbox().only(person);
        assertEquals(mail.reference(), signIn.reference());
        assertEquals(3, signIn.attemptsLeft().orElseThrow());

        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void aWrongCodeIsToldAndCountedOnce() {
        Person person = person();
        SignIn signIn = afterPassword(person);
        String code = inbox().only(person).code();

        signIn.code(wrong(code));

        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertEquals(2, signIn.attemptsLeft().orElseThrow());
        assertEquals(1, events(person).refusals("wrong_code"));
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
        assertFalse(signIn.asksForCode());
    }
}
