package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** What a sign-in with a code costs the database; the table of docs/operations.md has these numbers. */
@KeycloakIntegrationTest(config = FlowServer.class)
class StatementBudgetIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void anAuthorizationRequest() {
        Tab tab = browser().tab();
        Cost cost = Cost.of(rows());
        assertTrue(SignIn.open(tab, realm).asksForPassword());
        cost.is("authorization request", 0, 0);
    }

    @Test
    void aUsersFirstCode() {
        SignIn signIn = SignIn.open(browser().tab(), realm);
        TestUser person = person();
        Cost cost = Cost.of(rows());
        assertTrue(signIn.password(person).asksForCode(), signIn.tab()::text);
        cost.is("a user's very first code is mailed", 8, 3);
    }

    /** The second sign-in of a user, up to the page for the code. */
    private SignIn secondSignIn(TestUser person) {
        SignIn first = afterPassword(person);
        assertTrue(first.code(newestCode(person, first.reference())).done(), first.tab()::text);
        SignIn signIn = SignIn.open(browser().tab(), realm);
        Cost cost = Cost.of(rows());
        signIn.password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        cost.is("a code is mailed", 4, 1);
        return signIn;
    }

    @Test
    void aRightCode() {
        TestUser person = person();
        SignIn signIn = secondSignIn(person);
        String code = newestCode(person, signIn.reference());
        Cost cost = Cost.of(rows());
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
        cost.is("right code", 3, 1);
    }

    @Test
    void aWrongCode() {
        TestUser person = person();
        SignIn signIn = secondSignIn(person);
        String code = newestCode(person, signIn.reference());
        Cost cost = Cost.of(rows());
        assertFalse(signIn.code(wrong(code)).done());
        cost.is("wrong code", 3, 1);

        cost = Cost.of(rows());
        assertTrue(signIn.code(code).done(), signIn.tab()::text);
        cost.is("right code after a wrong one", 4, 1);
    }
}
