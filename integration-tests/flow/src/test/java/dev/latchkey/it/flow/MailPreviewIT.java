package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.otp.Purpose;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The mails with sample data, as an administrator looks at them. */
@KeycloakIntegrationTest(config = FlowServer.class)
class MailPreviewIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void everyMailThatUsersMayGetIsListed() {
        Set<String> expected = Stream.of(Arrays.stream(Purpose.values()).filter(Purpose::byMail).map(Purpose::id),
                        Arrays.stream(NotificationKind.values()).map(NotificationKind::id),
                        Stream.of("link_alone", "account_exists"))
                .flatMap(ids -> ids).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, ids());

        JsonNode first = Rest.json(Rest.admin().get(path(""))).get(0);
        assertEquals("account_exists", first.get("id").asText());
        assertEquals("latchkey-exists.ftl", first.get("template").asText());
        assertEquals("latchkeyExistsSubject", first.get("subjectKey").asText());
    }

    @Test
    void everyMailIsShownInEveryLanguageAndBothParts() {
        ServerLog log = ServerLog.fromHere();
        for (String id : ids()) {
            for (String language : List.of("en", "de")) {
                String html = shown(id, "locale=" + language);
                String text = shown(id, "part=text&locale=" + language);
                assertTrue(html.contains("<html lang=\"" + language + "\""), html);
                assertTrue(html.contains("203.0.113.7") && text.contains("203.0.113.7"), text);
                assertFalse(html.contains("latchkeyM") || text.contains("latchkeyM"), "a text is missing: " + text);
                assertTrue(text.startsWith(html.replaceAll("(?s).*<title>(.*)</title>.*", "$1").replace("&amp;", "&")
                        + "\n\nTest & Co\n"), text);
            }
        }
        log.assertNoTrace();
    }

    @Test
    void codeMailsAloneEndWithTheLineThatBindsTheCodeToTheRealmsDomain() {
        realm.updateWithCleanup(update -> update.attribute("frontendUrl", "https://Login.mail.example:8443/auth"));
        Set<String> withCode = Arrays.stream(Purpose.values()).filter(Purpose::byMail).map(Purpose::id)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String id : ids()) {
            String text = shown(id, "part=text");
            assertEquals(withCode.contains(id), text.endsWith("\n\n@login.mail.example #123456"), text);
            assertEquals(withCode.contains(id), text.contains("#123456"), text);
        }
        assertTrue(shown("second_factor", "part=text").contains("\nhttps://Login.mail.example:8443/auth/realms/"));
    }

    @Test
    void everyHtmlMailHasLogoAndColourOfTheRealm() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.mail.logo-url", "https://cdn.mail.example/l.png")
                .attribute("latchkey.mail.brand-color", "#ffd400"));
        for (String id : ids()) {
            String html = shown(id, "");
            assertTrue(html.contains("src=\"https://cdn.mail.example/l.png\""), html);
            assertTrue(html.contains("border-top: 4px solid #ffd400"), html);
        }
    }

    @Test
    void theRealmsTextsAreShownAndABrokenOneIsReported() {
        String key = "latchkeyCodeSubject";
        realm.cleanup().add(ended -> ended.localization().deleteRealmLocalizationText("en", key));
        realm.admin().localization().saveRealmLocalizationText("en", key, "Hello from {0}");
        assertTrue(shown("second_factor", "part=text").startsWith("Hello from Test & Co\n"));

        realm.admin().localization().saveRealmLocalizationText("en", key, "Hello {");
        HttpResponse<String> broken = Rest.admin().get(path("/second_factor"));
        assertEquals(409, broken.statusCode(), broken::body);
        assertTrue(Rest.json(broken).get("errorMessage").asText().contains("cannot render"), broken::body);
    }

    @Test
    void nothingIsSentOrStored() {
        int mails = mailServer.getReceivedMessages().length;
        int users = realm.admin().users().count();
        int events = realm.admin().getAdminEvents().size();
        ids().forEach(id -> shown(id, ""));

        TestUser last = person();
        afterPassword(last);
        mail(last);
        assertEquals(mails + 1, mailServer.getReceivedMessages().length);
        assertEquals(users + 1, realm.admin().users().count());
        assertTrue(realm.admin().getAdminEvents().stream().noneMatch(event -> event.getResourcePath() != null
                && event.getResourcePath().contains("latchkey-mails")), "at first " + events);
    }

    @Test
    void thePageCanDoNothing() {
        HttpResponse<String> html = Rest.admin().get(path("/second_factor"));
        HttpResponse<String> text = Rest.admin().get(path("/second_factor?part=text"));

        assertEquals("text/html;charset=UTF-8", header(html, "Content-Type"));
        assertEquals("text/plain;charset=UTF-8", header(text, "Content-Type"));
        for (HttpResponse<String> answer : List.of(html, text)) {
            assertEquals("no-store", header(answer, "Cache-Control"));
            assertEquals("nosniff", header(answer, "X-Content-Type-Options"));
            assertEquals("no-referrer", header(answer, "Referrer-Policy"));
            assertEquals("DENY", header(answer, "X-Frame-Options"));
            assertEquals(1, answer.headers().allValues("Content-Security-Policy").size());
            assertTrue(header(answer, "Content-Security-Policy").startsWith("sandbox; default-src 'none';"));
        }
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertEquals(404, Rest.admin().get(path("/none")).statusCode());
        assertEquals(400, Rest.admin().get(path("/second_factor?locale=fr")).statusCode());
        assertEquals(400, Rest.admin().get(path("/second_factor?part=subject")).statusCode());
    }

    @Test
    void withoutInternationalisationMailsAreEnglish() {
        realm.updateWithCleanup(update -> update.internationalizationEnabled(false));
        assertTrue(shown("second_factor", "").contains("<html lang=\"en\""));
        assertEquals(400, Rest.admin().get(path("/second_factor?locale=de")).statusCode());
    }

    @Test
    void whoMaySeeTheRealmSeesItsMails() {
        Rest viewer = withRole("view-realm");
        assertEquals(200, viewer.get(path("")).statusCode());
        assertEquals(200, viewer.get(path("/second_factor")).statusCode());
        assertEquals(200, withRole("manage-realm").get(path("/second_factor")).statusCode());
        for (Rest other : List.of(withRole("view-users"), Rest.as(realm, person()))) {
            assertEquals(403, other.get(path("")).statusCode());
            assertEquals(403, other.get(path("/second_factor")).statusCode());
            assertEquals(403, other.get(path("/none")).statusCode());
        }
        assertEquals(401, Rest.anonymous().get(path("")).statusCode());
        assertEquals(401, Rest.anonymous().get(path("/second_factor")).statusCode());
    }

    private Set<String> ids() {
        return StreamSupport.stream(Rest.json(Rest.admin().get(path(""))).spliterator(), false)
                .map(mail -> mail.get("id").asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private String shown(String id, String query) {
        HttpResponse<String> answer = Rest.admin().get(path("/" + id + "?" + query));
        assertEquals(200, answer.statusCode(), answer::body);
        return answer.body();
    }

    private String path(String below) {
        return "/admin/realms/" + realm.getName() + "/latchkey-mails" + below;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
