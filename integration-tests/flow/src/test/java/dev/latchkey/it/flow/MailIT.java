package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The content of the mail, and injection attempts into it. */
@KeycloakIntegrationTest(config = FlowServer.class)
class MailIT extends FlowTest {

    /** Text that FreeMarker, HTML, a mail header, a message pattern or an expression would each interpret. */
    private static final String HOSTILE =
            "${7*7} <#assign x=1> #{7*7} {0} <b onmouseover='x'>B</b> & \"q\"\r\nBcc: spy@evil.example\r\n\r\nbody";

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void theMailStatesPurposeLocationAndTimeInBothParts() {
        TestUser person = person();
        afterPassword(person);
        Mail mail = mail(person);

        for (String part : List.of(mail.text(), mail.html())) {
            assertTrue(part.contains(mail.code()), part);
            assertTrue(part.contains(mail.reference()), part);
            assertTrue(part.contains("Use this code to sign in:"), part);
            assertTrue(part.contains("127.0.0.1"), part);
            assertTrue(part.contains("Firefox on Windows"), part);
            assertTrue(part.contains("UTC"), part);
            assertTrue(part.contains("This was not you?"), part);
            assertTrue(part.contains("10 minutes"), part);
        }
        assertTrue(mail.text().contains(mail.link()));
        assertTrue(mail.html().contains(mail.token()));
        assertEquals("Your code for Test & Co (reference " + mail.reference() + ")", mail.subject());
        assertFalse(mail.subject().contains(mail.code()));
        assertFalse(mail.html().matches("(?s).*<(img|script|link)\\b.*"), "nothing is fetched from anywhere");
    }

    @Test
    void whoReadsGermanGetsPageAndMailInGerman() {
        TestUser person = person(user -> user.attribute("locale", "de"));
        SignIn signIn = afterPassword(person);
        Mail mail = mail(person);

        assertTrue(mail.subject().startsWith("Ihr Code für Test & Co"), mail::subject);
        assertTrue(mail.text().contains("Mit diesem Code"), mail::text);
        assertFalse(mail.text().contains("Use this code"), mail::text);
        assertTrue(signIn.tab().text().contains("Prüfen Sie Ihre E-Mails"), signIn.tab()::text);
        signIn.code(wrong(mail.code()));
        assertEquals("Falscher Code. Noch 2 Versuche.", signIn.message());
    }

    @Test
    void attack_templateHtmlAndHeaderInjectionThroughTheRealmsNameFails() {
        realm.updateWithCleanup(update -> update.displayName(HOSTILE));
        TestUser person = person();
        ServerLog log = ServerLog.fromHere();

        SignIn signIn = afterPassword(person);

        Mail mail = mail(person);
        assertHarmless(mail);
        assertFalse(mail.text().matches("(?s).*\\RBcc: .*"), "no line of its own: " + mail.text());
        log.assertNoTrace();
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_templateHtmlAndHeaderInjectionThroughTheApplicationsNameFails() {
        ClientRepresentation client = realm.admin().clients().findByClientId(Realms.APP).get(0);
        client.setName(" " + HOSTILE);
        realm.admin().clients().get(client.getId()).update(client);
        realm.cleanup().add(ended -> {
            client.setName(Realms.APP);
            ended.clients().get(client.getId()).update(client);
        });
        TestUser person = person();
        ServerLog log = ServerLog.fromHere();

        afterPassword(person);

        Mail mail = mail(person);
        assertHarmless(mail);
        assertTrue(mail.text().contains("${7*7}"), "literally: " + mail.text());
        assertFalse(mail.text().matches("(?s).*\\RBcc: .*"), "no line of its own: " + mail.text());
        log.assertNoTrace();
    }

    @Test
    void attack_templateHtmlAndLogInjectionThroughTheUserAgentFails() {
        TestUser person = person();
        ServerLog log = ServerLog.fromHere();
        Browser browser = browser().withHeader("User-Agent",
                "Mozilla/5.0 (X11; <b>${7*7}</b>) <script>alert(1)</script>/1.0 \u001b[31m ".repeat(40));

        SignIn signIn = SignIn.open(browser.tab(), realm).password(person);

        assertHarmless(mail(person));
        log.assertNoTrace();
        assertFalse(log.text().contains("\u001b[31m"), "nothing is logged raw");
        assertTrue(signIn.code(mail(person).code()).done(), signIn.tab()::text);
    }

    @Test
    void attack_namesOfUsersNeverBreakTheMail() {
        Directory directory = new Directory(server, realm.getName());
        TestUser person = person();
        directory.rename(person, HOSTILE);
        ServerLog log = ServerLog.fromHere();

        SignIn signIn = afterPassword(person);

        assertHarmless(mail(person));
        log.assertNoTrace();
        signIn.code(mail(person).code());
        assertTrue(signIn.tab().has("kc-update-profile-form"), "Keycloak wants another name: " + signIn.tab().text());
    }

    @Test
    void attack_anAddressIsOneAddressOrNone() {
        Directory directory = new Directory(server, realm.getName());
        for (String address : List.of("a@mail.example,b@evil.example", "a@mail.example\r\nBcc: b@evil.example",
                "a@mail.example;b@evil.example", "\"x\" <a@mail.example>, <b@evil.example>")) {
            TestUser person = person();
            directory.readdress(person, address);

            SignIn signIn = afterPassword(person);
            assertFalse(signIn.done());
        }
        // a later mail to another user shows that the queue has handled the earlier ones
        TestUser last = person();
        afterPassword(last);
        mail(last);
        assertEquals(0, inbox().all("b@evil.example").size());
    }

    @Test
    void attack_aHomographIsAnotherAddress() {
        TestUser victim = person();
        Directory directory = new Directory(server, realm.getName());
        for (String lookalike : List.of(victim.email().replace("mail", "m\u0430il"),
                victim.email().replace("user", "u\u0455er"), victim.email().replace("@", "\uff20"))) {
            TestUser attacker = person();
            directory.readdress(attacker, lookalike);
            assertFalse(afterPassword(attacker).done());
        }
        TestUser last = person();
        afterPassword(last);
        mail(last);
        assertEquals(0, inbox().all(victim.email()).size());
    }

    private static void assertHarmless(Mail mail) {
        assertEquals(1, mail.recipients());
        assertEquals(1, mail.headers("Subject"));
        assertEquals(0, mail.headers("Bcc") + mail.headers("Cc"));
        assertFalse(mail.subject().contains("\n") || mail.subject().contains("\r"), mail::subject);
        for (String part : List.of(mail.text(), mail.html(), mail.subject())) {
            assertFalse(part.matches("(?s).*\\b49\\b.*"), () -> "an expression was evaluated: " + part);
        }
        assertFalse(mail.html().contains("<b onmouseover") || mail.html().contains("<script>alert"), mail::html);
        assertFalse(mail.html().contains("<#assign"), mail::html);
    }
}
