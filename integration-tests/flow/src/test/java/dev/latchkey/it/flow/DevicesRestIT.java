package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.limit.Limit;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Trusted devices over REST, for their owners, for apps and for admins. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class DevicesRestIT extends TrustTest {

    private static final String DECOY_PREFIX = "AAAAAAAAAAAAAAAAAAAAAA";

    @InjectRealm(ref = "too", config = Realms.TrustToo.class)
    ManagedRealm other;

    @Test
    void anOwnerListsRenamesAndRemoves() {
        TestUser person = person();
        Browser browser = trusted(person);
        Rest rest = Rest.ofApp(realm, person);
        JsonNode devices = Rest.json(rest.get(path("")));
        assertEquals(1, devices.size());
        String id = devices.get(0).get("id").asText();
        assertTrue(devices.get(0).get("name").asText().startsWith("Firefox"));
        assertEquals("127.0.0.1", devices.get(0).get("ip").asText());
        assertEquals(List.of("id", "name", "ip", "createdAt", "lastUsed", "expiresAt"), names(devices.get(0)));

        assertEquals("My laptop", Rest.json(rest.send("PATCH", path("/" + id), "{\"name\":\" My \\r\\nlaptop \"}"))
                .get("name").asText(), "without what could break a line");
        assertEquals(400, rest.send("PATCH", path("/" + id), "{\"name\":\"\"}").statusCode());
        assertEquals(400, rest.send("PATCH", path("/" + id), "{\"name\":\"" + "x".repeat(65) + "\"}").statusCode());

        assertEquals(204, rest.delete(path("/" + id)).statusCode());
        assertEquals(404, rest.get(path("/" + id)).statusCode());
        assertEquals(1, rows().ended(person, "REVOKED_BY_USER"));
        assertAsked(browser, person);
    }

    @Test
    void theAccountConsoleListsRenamesAndRemovesDevices() {
        TestUser person = person();
        Browser browser = trusted(person);
        Rest rest = Rest.ofApp(realm, person);
        JsonNode type = devicesInTheAccountConsole(person);
        assertEquals("latchkeyTrustedDevices", type.get("displayName").asText());
        assertTrue(type.get("removeable").asBoolean());
        JsonNode credential = type.get("userCredentialMetadatas").get(0).get("credential");
        String id = credential.get("id").asText();
        assertEquals(device(person).orElseThrow(), id);

        assertEquals(204, rest.send("PUT", account() + "/" + id + "/label", "\"Kitchen\"").statusCode());
        assertEquals("Kitchen", Rest.json(rest.get(path("/" + id))).get("name").asText());
        assertNotAsked(browser, person);

        SignIn remove = SignIn.open(browser.endSession().tab(), realm, Realms.APP,
                "&kc_action=delete_credential:" + id).password(person);
        assertEquals(1, Rest.json(rest.get(path(""))).size(), "the account console's action asks first");
        remove.tab().click("kc-accept");
        assertAsked(browser, person);
        assertEquals(0, Rest.json(rest.get(path(""))).size());
    }

    @Test
    void aNewNameShowsEverywhereWhicheverApiSetIt() {
        TestUser person = person();
        Browser browser = trusted(person);
        String id = device(person).orElseThrow();

        assertEquals(200, Rest.ofApp(realm, person).send("PATCH", path("/" + id), "{\"name\":\"App\"}").statusCode());
        assertNamed(person, id, "App");

        assertEquals(204, Rest.ofApp(realm, person).send("PUT", account() + "/" + id + "/label", "\"Account\"")
                .statusCode());
        assertNamed(person, id, "Account");

        realm.admin().users().get(person.id()).setCredentialUserLabel(id, "Admin");
        assertNamed(person, id, "Admin");
        assertNotAsked(browser, person);
        assertNamed(person, id, "Admin");
    }

    @Test
    void attack_htmlAndHeadersInTheNameOfADevice_areText() {
        TestUser person = person();
        Browser browser = trusted(person);
        String id = device(person).orElseThrow();
        String name = "<img src=x>\r\nBcc: thief@mail.example ${7777*7777}";
        // by the endpoint that accepts any text
        realm.admin().users().get(person.id()).setCredentialUserLabel(id, name);
        Browser thief = browser();
        thief.copyCookies(browser);
        assertNotAsked(browser, person);
        assertNotAsked(browser, person);
        pass(Duration.ofMinutes(2));
        assertAsked(thief, person);

        Mail warning = notification(person, "Security warning for");
        assertTrue(warning.html().contains("&lt;img src=x&gt;"), warning::html);
        assertFalse(warning.html().contains("<img"), warning::html);
        assertTrue(warning.text().contains("“<img src=x>Bcc: thief@mail.example"), "in one line: " + warning.text());
        assertFalse(warning.text().contains("60481729"), warning::text);
        assertTrue(inbox().all("thief@mail.example").isEmpty());
    }

    @Test
    void anOwnerRemovesAll() {
        TestUser person = person();
        trusted(person);
        trusted(person);
        assertEquals(204, Rest.ofApp(realm, person).delete(path("")).statusCode());
        assertEquals(0, rows().trusted(person));
        assertTrue(device(person).isEmpty());
    }

    @Test
    void attack_accessToForeignIds_isNotFound() {
        TestUser owner = person();
        trusted(owner);
        String id = device(owner).orElseThrow();
        Rest unverified = Rest.ofApp(realm, person());
        assertEquals(404, unverified.get(path("/" + id)).statusCode());
        assertEquals(404, unverified.delete(path("/" + id)).statusCode());
        assertEquals(404, unverified.send("PATCH", path("/" + id), "{\"name\":\"mine\"}").statusCode());
        assertEquals(404, unverified.get(path("/' OR 1=1--".replace(" ", "%20"))).statusCode());
        assertEquals(1, rows().trusted(owner));
    }

    @Test
    void withoutATokenForTheAccountNoRequestIsServed() {
        TestUser person = person();
        trusted(person);
        assertEquals(401, Rest.anonymous().get(path("")).statusCode());
        assertEquals(401, Rest.anonymous().delete(path("")).statusCode());
        Rest elsewhere = Rest.ofApp(other, person(other, user -> user));
        assertEquals(401, elsewhere.get(path("")).statusCode());
    }

    @Test
    void anAppAsksWhetherADeviceIsTrustedAndNothingChanges() {
        TestUser person = person();
        Browser browser = trusted(person);
        String secret = browser.deviceSecret();
        // the app's own HTTP stack is another browser than the one that was trusted
        assertEquals("{\"trusted\":false}", check(secret));
        assertEquals("{\"trusted\":false}", check(DECOY_PREFIX + ".1." + "A".repeat(27)));
        assertEquals("{\"trusted\":false}", check("nonsense"));
        assertNotAsked(browser, person);
        assertTrue(browser.deviceSecret().contains(".2."), "the question was no use of the device");
    }

    @Test
    void questionsAreLimitedPerAddress() {
        for (int question = 0; question < Limit.DEVICE_CHECK_IP_MINUTE.setting().defaultValue(); question++) {
            assertEquals("{\"trusted\":false}", check(String.valueOf(question)));
        }
        HttpResponse<String> last = Rest.anonymous().send("POST", path("/check"), "{\"device_token\":\"last\"}");
        assertEquals(429, last.statusCode());
        assertTrue(last.headers().firstValue("Retry-After").isPresent());
        rows().forgetRates(realm.getId());
    }

    @Test
    void adminsSeeAndEndByTheirRoles() {
        TestUser person = person();
        Browser browser = trusted(person);
        String path = "/admin/realms/" + realm.getName() + "/latchkey-devices/users/" + person.id();
        Rest viewer = withRole("view-users");
        Rest manager = withRole("manage-users");

        assertEquals(401, Rest.anonymous().get(path).statusCode());
        assertEquals(403, Rest.as(realm, person()).get(path).statusCode());
        assertEquals(1, Rest.json(viewer.get(path)).size());
        String id = Rest.json(viewer.get(path)).get(0).get("id").asText();
        assertEquals(200, viewer.get(path + "/" + id).statusCode());
        assertEquals(403, viewer.delete(path + "/" + id).statusCode());
        assertEquals(403, viewer.delete(path).statusCode());
        assertEquals(404, manager.delete(path + "/" + DECOY_PREFIX).statusCode());
        assertEquals(404, manager.delete(path.replace(person.id(), "nobody")).statusCode());
        assertEquals(204, manager.delete(path).statusCode());

        assertEquals(1, rows().ended(person, "REVOKED_BY_ADMIN"));
        assertFalse(realm.admin().getAdminEvents().stream()
                .filter(event -> String.valueOf(event.getResourcePath()).contains("latchkey-devices"))
                .toList().isEmpty());
        assertAsked(browser, person);
    }

    private void assertNamed(TestUser person, String id, String name) {
        assertEquals(name, Rest.json(Rest.ofApp(realm, person).get(path("/" + id))).get("name").asText());
        assertEquals(name, Rest.json(withRole("view-users").get("/admin/realms/" + realm.getName()
                + "/latchkey-devices/users/" + person.id() + "/" + id)).get("name").asText());
        assertEquals(name, devicesInTheAccountConsole(person).get("userCredentialMetadatas").get(0).get("credential")
                .get("userLabel").asText());
        assertEquals(List.of(name), realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getId().equals(id))
                .map(CredentialRepresentation::getUserLabel).toList());
    }

    private JsonNode devicesInTheAccountConsole(TestUser person) {
        return StreamSupport.stream(Rest.json(Rest.ofApp(realm, person).getJson(account())).spliterator(), false)
                .filter(entry -> "latchkey-trusted-device".equals(entry.get("type").asText()))
                .findFirst().orElseThrow();
    }

    private String account() {
        return "/realms/" + realm.getName() + "/account/credentials";
    }

    private String check(String token) {
        HttpResponse<String> answer =
                Rest.anonymous().send("POST", path("/check"), "{\"device_token\":\"" + token + "\"}");
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    private String path(String rest) {
        return "/realms/" + realm.getName() + "/latchkey-devices" + rest;
    }

    private static List<String> names(JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
