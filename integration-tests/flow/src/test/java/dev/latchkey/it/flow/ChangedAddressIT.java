package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Keycloak's own change of an e-mail address, and Latchkey's reaction. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ChangedAddressIT extends UnverifiedUserTest {

    @Test
    void theOldAddressIsToldAndTrustAndCodesEnd() {
        realm.admin().flows().getRequiredActions().forEach(known -> {
            if (known.getAlias().equals("UPDATE_EMAIL")) {
                known.setEnabled(true);
                realm.admin().flows().updateRequiredAction("UPDATE_EMAIL", known);
            }
        });
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        assertTrue(signIn.codeAndTrust(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
        SignIn waiting = afterPassword(person);
        String oldCode = mailOf(person.email(), waiting).code();

        String address = freshAddress();
        Tab tab = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=UPDATE_EMAIL").tab();
        tab.type("email", address).submit("kc-update-email-form");
        assertEquals(address, realm.admin().users().get(person.id()).toRepresentation().getEmail());

        Mail notification = Eventually.present("the notice", () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().startsWith("New email address")).findFirst());
        assertTrue(notification.text().contains("n•••"), notification::text);
        assertFalse(notification.text().contains(address), "readers of the old mailbox do not see the new address");
        assertTrue(notification.text().contains("127.0.0.1") && notification.text().contains("UTC"),
                notification::text);
        assertTrue(notification.text().contains("Tell your administrator now"), notification::text);
        assertFalse(waiting.code(oldCode).done(), waiting.tab()::text);
        SignIn again = afterPassword(browser.endSession(), new TestUser(person.id(), address, address));
        assertTrue(again.asksForCode(), again.tab()::text);
        // Keycloak repeats the details in the event of the sign-in that goes on
        assertEquals(1, inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().startsWith("New email address")).count());
    }
}
