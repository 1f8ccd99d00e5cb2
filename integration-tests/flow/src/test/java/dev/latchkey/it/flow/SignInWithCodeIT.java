package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The sign-in step, from its first page to its last. */
@StoppedClock
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
        TestUser person = person();
        SignIn signIn = afterPassword(person);

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        Mail mail = mail(person);
        assertEquals(mail.reference(), signIn.reference());
        assertEquals(3, signIn.attemptsLeft().orElseThrow());
        assertEquals(0, events(person).count("LOGIN"));

        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
        assertEquals("code", events(person).signIn().getDetails().get("latchkey_factor"));
    }

    @Test
    void thePageShowsTheAddressMaskedAlone() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);

        assertFalse(signIn.tab().source().contains(person.email()));
        assertTrue(signIn.tab().textOf("latchkey-address").orElseThrow().endsWith("@m•••l.example"),
                signIn.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2$s %3$s", "%2$s-%3$s", " %1$s ", "%2$s\t%3$s\u00a0", "%2$s\u2013%3$s"})
    void spacesAndHyphensInTheCodeDoNotMatter(String typed) {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();

        signIn.code(typed.formatted(code, code.substring(0, 3), code.substring(3)));

        assertTrue(signIn.done(), signIn.tab()::text);
    }

    @Test
    void aWrongCodeIsReportedAndCountedOnce() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();

        signIn.code(wrong(code));

        assertEquals("Wrong code. 2 attempts left.", signIn.message());
        assertEquals("true", signIn.tab().attribute("code", "aria-invalid").orElse(""));
        assertEquals(2, signIn.attemptsLeft().orElseThrow());
        assertEquals(1, rows().attempts(person));
        assertEquals(1, events(person).refusals("wrong_code"));
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    @Test
    void threeWrongCodesUseACodeUp() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();
        String form = signIn.action();

        signIn.code(wrong(code)).code(wrong(code));
        assertEquals("Wrong code. 1 attempt left.", signIn.message());
        form = signIn.action();
        signIn.code(wrong(code));

        assertEquals("Wrong code, and no attempts are left. You need a new code.", signIn.message());
        assertFalse(signIn.asksForCode());
        assertTrue(signIn.offersResend());
        assertFalse(signIn.post(form, "code=" + code).done(), "a form kept from before");
        assertFalse(signIn.refresh().done());
        assertEquals(3, rows().attempts(person));

        time.set(61);
        signIn.resend();
        assertTrue(signIn.code(mail(person, 2).code()).done(), signIn.tab()::text);
    }

    @Test
    void anExpiredCodeIsReportedAndCountsNowhere() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();

        time.set(601);
        signIn.code(code);

        assertFalse(signIn.done());
        assertEquals("This code has expired. You need a new one.", signIn.message());
        assertEquals(1, events(person).refusals("code_expired"));
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().failures(person));

        signIn.resend();
        assertTrue(signIn.code(mail(person, 2).code()).done(), signIn.tab()::text);
    }

    @Test
    void aCodeServesUntilItsLastSecond() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();

        time.set(595);

        assertTrue(signIn.code(code).done(), signIn.tab()::text);
    }

    @Test
    void whoHasNoAddressGetsAClearPageAndNoWayIn() {
        TestUser person = person(user -> user.email(null).emailVerified(false));
        SignIn signIn = afterPassword(person);

        assertTrue(signIn.tab().has("latchkey-no-email"), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("Ask your administrator to add one."), signIn.tab()::text);
        assertFalse(signIn.refresh().done());
        assertTrue(signIn.tab().has("latchkey-no-email"), signIn.tab()::text);
        assertFalse(signIn.post(signIn.tab().location().toString(), "code=123456").done());
        assertTrue(events(person).refusals("no_email_address") >= 1);
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, rows().challenges(person));
    }

    @Test
    void peerBug08_aSignInCodeDoesNotVerifyTheAddress() {
        TestUser person = person(user -> user.emailVerified(false));
        SignIn signIn = afterPassword(person);

        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);

        assertFalse(realm.admin().users().get(person.id()).toRepresentation().isEmailVerified());
    }
}
