package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Logo, colour, subject, last line and headers of a mail, as the mail server receives it. */
@KeycloakIntegrationTest(config = FlowServer.class)
class MailLooksIT extends FlowTest {

    private static final String LOGO_URL = "latchkey.mail.logo-url";
    private static final String BRAND_COLOR = "latchkey.mail.brand-color";
    private static final String LOGO = "https://cdn.mail.example/logo.png?v=1&w=200";
    private static final String SUBJECT = "latchkeyCodeSubject";

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void logoAndColourAreThoseOfTheRealm() {
        realm.updateWithCleanup(update -> update.attribute(LOGO_URL, LOGO).attribute(BRAND_COLOR, "#FFD400"));
        Mail mail = newMail();

        assertTrue(mail.html().contains("<img class=\"logo\" src=\"https://cdn.mail.example/logo.png?v=1&amp;w=200\""),
                mail::html);
        assertTrue(mail.html().contains("border-top: 4px solid #ffd400;"), mail::html);
        assertTrue(mail.html().contains("background-color: #ffd400; border-radius: 6px; color: #000000;"),
                "black on a light colour: " + mail.html());
        assertFalse(mail.html().contains("#0066cc"), mail::html);
        assertFalse(mail.text().contains("cdn.mail.example"), mail::text);
    }

    @Test
    void aDarkColourIsLighterInDarkMode() {
        realm.updateWithCleanup(update -> update.attribute(BRAND_COLOR, "#1a1a1a"));
        Mail mail = newMail();

        assertTrue(mail.html().contains("background-color: #1a1a1a; border-radius: 6px; color: #ffffff;"), mail::html);
        String dark = mail.html().substring(mail.html().indexOf("prefers-color-scheme: dark"));
        assertFalse(dark.substring(0, dark.indexOf("</style>")).contains("#1a1a1a"), mail::html);
    }

    @Test
    void withoutAttributesTheMailFetchesNothingAndHasTheDefaultColour() {
        Mail mail = newMail();

        assertFalse(mail.html().contains("<img"), mail::html);
        assertTrue(mail.html().contains("background-color: #0066cc;"), mail::html);
        assertFalse(mail.html().contains("4px solid"), mail::html);
    }

    @Test
    void attack_htmlAndCssInjectionThroughLogoAndColourFails() {
        for (String hostile : List.of("\" onload=\"alert(1)", "https://evil.example/\"><script>alert(1)</script>",
                "javascript:alert(1)", "http://evil.example/logo.png", "https://user@evil.example/logo.png",
                "#123456;background:url(https://evil.example/)", "red}</style><script>alert(1)</script>", "${7*7}",
                "https://evil.example/\r\nBcc: spy@evil.example")) {
            ServerLog log = ServerLog.fromHere();
            realm.updateWithCleanup(update -> update.attribute(LOGO_URL, hostile).attribute(BRAND_COLOR, hostile));

            Mail mail = newMail();

            assertFalse(mail.html().contains("evil.example") || mail.html().contains("alert(1)"), mail::html);
            assertFalse(mail.html().contains("<img"), mail::html);
            assertTrue(mail.html().contains("background-color: #0066cc;"), mail::html);
            assertTrue(log.text().contains(LOGO_URL + " is ignored: it is not an https URL"));
            assertTrue(log.text().contains(BRAND_COLOR + " is ignored: it is not a colour as #rrggbb"));
            log.assertNoTrace();
        }
    }

    @Test
    void theLastLineOfTheTextBindsTheCodeToTheDomain() {
        Mail mail = newMail();

        List<String> lines = mail.text().lines().toList();
        assertEquals("@localhost #" + mail.code(), lines.get(lines.size() - 1), mail::text);
        assertFalse(mail.html().contains("@localhost"), mail::html);
        assertFalse(mail.subject().contains(mail.code()), mail::subject);
    }

    @Test
    void theSubjectIsTheRealmsOwnWhereItsLocalizationHasOne() {
        realm.admin().localization().saveRealmLocalizationText("en", SUBJECT, "Sign in to {0}: it''s [{1}]");
        realm.admin().localization().saveRealmLocalizationText("de", SUBJECT, "Anmeldung bei {0} [{1}]");
        realm.cleanup().add(ended -> List.of("en", "de")
                .forEach(language -> ended.localization().deleteRealmLocalizationText(language, SUBJECT)));

        Mail english = newMail();
        TestUser german = person(user -> user.attribute("locale", "de"));
        afterPassword(german);
        Mail deutsch = mail(german);

        assertEquals("Sign in to Test & Co: it's [" + shownReference(english) + "]", english.subject());
        assertTrue(english.html().contains("<title>Sign in to Test &amp; Co: it&#39;s ["), english::html);
        assertEquals("Anmeldung bei Test & Co [" + shownReference(deutsch) + "]", deutsch.subject());
    }

    @Test
    void anyTextIsTheRealmsOwnWhereItsLocalizationHasOne() {
        String key = "latchkeyMailNeverShare";
        realm.admin().localization().saveRealmLocalizationText("en", key, "{0} <b>never</b> asks. Tel. 0800");
        realm.cleanup().add(ended -> ended.localization().deleteRealmLocalizationText("en", key));
        Mail mail = newMail();

        assertTrue(mail.text().contains("Test & Co <b>never</b> asks. Tel. 0800"), mail::text);
        assertTrue(mail.html().contains("&lt;b&gt;never&lt;/b&gt; asks. Tel. 0800"), mail::html);
    }

    @Test
    void theMailIsNoNewsletter() {
        Mail mail = newMail();

        for (String header : List.of("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence")) {
            assertEquals(0, mail.headers(header), header);
        }
    }

    /** RFC 3834: no autoresponder answers. Keycloak's own mails are as Keycloak sends them. */
    @Test
    void theMailSaysThatAProgramHasWrittenIt() {
        TestUser person = person();
        afterPassword(person);
        assertEquals(List.of("auto-generated"), mail(person).header("Auto-Submitted"));

        realm.admin().users().get(person.id()).executeActionsEmail(List.of("UPDATE_PROFILE"));
        Mail keycloaks = Eventually.present("Keycloak's mail", () -> mails(person).stream().skip(1).findFirst());
        assertEquals(List.of(), keycloaks.header("Auto-Submitted"));
    }

    /** A later Keycloak may have settings that its own sender alone knows how to use. */
    @Test
    void aSettingThatLatchkeyDoesNotKnowLeavesTheMailToKeycloaksSender() {
        realm.updateWithCleanup(builder -> {
            Map<String, String> settings = new HashMap<>(builder.build().getSmtpServer());
            settings.put("made-up", "value");
            builder.build().setSmtpServer(settings);
            return builder;
        });
        assertEquals(List.of(), newMail().header("Auto-Submitted"));
    }

    private Mail newMail() {
        TestUser person = person();
        afterPassword(person);
        return mail(person);
    }

    /** The reference in the text, whatever the subject says. */
    private static String shownReference(Mail mail) {
        return mail.text().lines().filter(line -> line.matches("(Reference|Referenz): [A-Z0-9]{4}")).findFirst()
                .orElseThrow().replaceAll(".*: ", "");
    }
}
