package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** An account that changes while its code is on its way. Locked accounts are in {@link DetectorIT}. */
@KeycloakIntegrationTest(config = FlowServer.class)
class MidFlowIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_userDisabledMidFlowIsRefused() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);
        change(person, user -> user.setEnabled(false));

        signIn.code(mail.code());

        assertFalse(signIn.done());
        assertFalse(signIn.refresh().done());
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(0, rows().attempts(person), "nothing was judged");
    }

    @Test
    void attack_userDisabledMidFlowIsRefusedWithTheLinkToo() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        change(person, user -> user.setEnabled(false));

        LinkVisit visit = LinkVisit.post(browser.tab(), mail.link());

        assertNotEquals("", visit.state(), visit.tab()::text);
        assertFalse(signIn.refresh().done());
        change(person, user -> user.setEnabled(true));
        assertTrue(signIn.refresh().asksForPassword(), "the refused link has completed nothing, and all begins anew");
    }

    @Test
    void attack_userDeletedMidFlowIsRefusedAndLeavesNoRows() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        signIn.code(wrong(mail.code()));
        assertEquals(1, rows().challenges(person));
        assertEquals(1, rows().guards(person));

        realm.admin().users().get(person.id()).remove();

        assertEquals(0, rows().challenges(person));
        assertEquals(0, rows().guards(person));
        ServerLog log = ServerLog.fromHere();
        LinkVisit visit = LinkVisit.post(browser.tab(), mail.link());
        assertFalse(visit.offersButton());
        signIn.code(mail.code());
        assertFalse(signIn.done());
        assertEquals(0, events(person).count("LOGIN"));
        log.assertNoTrace();
    }

    @Test
    void attack_emailChangedMidFlowKillsTheCodeAndTheLink() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        String address = "new-" + person.email();
        change(person, user -> user.setEmail(address));

        assertEquals("invalid", LinkVisit.post(browser.tab(), mail.link()).state());
        assertFalse(signIn.code(mail.code()).done());
        assertFalse(signIn.refresh().done());
        assertEquals(0, events(person).count("LOGIN"));

        time.set(61);
        signIn.resend();
        TestUser moved = new TestUser(person.id(), person.username(), address);
        assertTrue(signIn.code(mail(moved).code()).done(), "the new address gets a code that serves");
        assertEquals(1, inbox().all(person.email()).size());
    }

    @Test
    void attack_passwordChangedMidFlow_isAskedForAgain() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another horse entirely");
        realm.admin().users().get(person.id()).resetPassword(password);

        signIn.code(mail.code());

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals("old_password_refused", events(person).all().get(0).getDetails().get("latchkey_step"));
    }

    @Test
    void attack_passwordChangedMidFlow_isAskedForAgainAfterTheLinkToo() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another horse entirely");
        realm.admin().users().get(person.id()).resetPassword(password);
        ServerLog log = ServerLog.fromHere();

        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link()).proceed();

        assertTrue(SignIn.in(visit.tab(), realm).asksForPassword(), visit.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
        log.assertNoTrace();
    }

    @Test
    void passwordThatKeycloakHashesAnewAtItsUse_isNoOther() {
        TestUser person = person();
        String before = hash(person);
        realm.updateWithCleanup(builder -> builder.passwordPolicy("hashAlgorithm(pbkdf2-sha256)"));
        SignIn signIn = afterPassword(person);

        assertNotEquals(before, hash(person));
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    private String hash(TestUser person) {
        return realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> CredentialRepresentation.PASSWORD.equals(credential.getType()))
                .map(CredentialRepresentation::getCredentialData).findFirst().orElseThrow();
    }

    @Test
    void addressRemovedMidFlowIsRefused() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);
        change(person, user -> user.setEmail(""));

        signIn.code(mail.code());

        assertFalse(signIn.done());
        assertEquals(0, events(person).count("LOGIN"));
    }

    private void change(TestUser person, Consumer<UserRepresentation> change) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        change.accept(user);
        realm.admin().users().get(person.id()).update(user);
    }
}
