package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The events of each step, which contain no secret. */
@KeycloakIntegrationTest(config = FlowServer.class)
class AuditIT extends TrustTest {

    @Test
    void everyStepOfASignInIsAnEventUnderTheReferenceOfItsMail() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String reference = signIn.reference();
        Mail mail = mail(person);
        signIn.code(wrong(mail.code()));
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);

        EventRepresentation sent = step(person, "code_sent");
        assertEquals("SEND_VERIFY_EMAIL", sent.getType());
        assertEquals("authn_token_created", sent.getDetails().get("latchkey_owasp"));
        assertEquals(reference, sent.getDetails().get("latchkey_reference"));

        EventRepresentation refused = step(person, "code_refused");
        assertEquals("LOGIN_ERROR", refused.getType());
        assertEquals("wrong_code", refused.getDetails().get("latchkey_reason"));
        assertEquals("authn_login_fail", refused.getDetails().get("latchkey_owasp"));
        assertEquals(reference, refused.getDetails().get("latchkey_reference"));

        EventRepresentation accepted = step(person, "code_accepted");
        assertEquals("LOGIN", accepted.getType());
        assertEquals("code", accepted.getDetails().get("latchkey_factor"));
        assertEquals(reference, accepted.getDetails().get("latchkey_reference"));

        for (EventRepresentation event : List.of(sent, refused, accepted)) {
            assertEquals(Realms.APP, event.getClientId());
            assertEquals("127.0.0.1", event.getIpAddress());
        }
        String all = details(person);
        assertTrue(!all.contains(mail.code()) && !all.contains(mail.link()), all);
    }

    @Test
    void aDeviceIsNamedFromItsTrustToItsEnd() {
        TestUser person = person();
        Browser browser = trusted(person);
        String id = device(person).orElseThrow();
        assertNotAsked(browser, person);
        assertEquals(204, Rest.ofApp(realm, person)
                .delete("/realms/" + realm.getName() + "/latchkey-devices/" + id).statusCode());

        for (String step : List.of("device_trusted", "device_recognised", "device_ended")) {
            assertEquals(id, step(person, step).getDetails().get("latchkey_device"), step);
        }
        assertEquals("LOGIN", step(person, "device_recognised").getType());
        Map<String, String> ended = step(person, "device_ended").getDetails();
        assertEquals("revoked_by_user", ended.get("latchkey_reason"));
        assertEquals("authn_token_revoked", ended.get("latchkey_owasp"));
        assertTrue(ended.get("latchkey_device_name").startsWith("Firefox"), ended::toString);
    }

    @Test
    void anAdminsActionsHaveTheSameEventDetails() {
        TestUser person = person();
        trusted(person);
        String id = device(person).orElseThrow();
        String users = "/admin/realms/" + realm.getName() + "/latchkey-devices/users/" + person.id();
        assertEquals(204, Rest.admin().delete(users + "/" + id).statusCode());
        assertEquals(204, Rest.admin().delete("/admin/realms/" + realm.getName() + "/latchkey-guard/users/"
                + person.id()).statusCode());

        AdminEventRepresentation ended = adminStep(person, "device_ended");
        assertEquals("revoked_by_admin", ended.getDetails().get("latchkey_reason"));
        assertEquals(id, ended.getDetails().get("latchkey_device"));
        assertEquals("user_updated", adminStep(person, "guard_cleared").getDetails().get("latchkey_owasp"));
    }

    private EventRepresentation step(TestUser person, String step) {
        List<EventRepresentation> found = events(person).all().stream()
                .filter(event -> event.getDetails() != null && step.equals(event.getDetails().get("latchkey_step")))
                .toList();
        assertEquals(1, found.size(), () -> step + " among " + details(person));
        return found.get(0);
    }

    private AdminEventRepresentation adminStep(TestUser person, String step) {
        return realm.admin().getAdminEvents().stream()
                .filter(event -> String.valueOf(event.getResourcePath()).contains(person.id()))
                .filter(event -> event.getDetails() != null && step.equals(event.getDetails().get("latchkey_step")))
                .findFirst().orElseThrow();
    }

    private String details(TestUser person) {
        return events(person).all().stream().map(EventRepresentation::getDetails).toList().toString();
    }
}
