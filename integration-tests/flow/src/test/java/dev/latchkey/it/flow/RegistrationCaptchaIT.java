package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.admin.client.resource.AuthenticationManagementResource;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * A registration form with a part that protects it, such as a captcha: while that part refuses, the form reveals
 * nothing of accounts, although Keycloak validates all parts and shows the errors of each.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class RegistrationCaptchaIT extends RegistrationTest {

    private static final String FORM = "test registration form";
    private static final String CAPTCHA = "registration-recaptcha-action";
    private static final String TERMS = "registration-terms-and-conditions";
    private static final String TERMS_ACCEPTED = "termsAccepted";

    @ParameterizedTest
    @CsvSource({CAPTCHA + ",true", CAPTCHA + ",false", TERMS + ",true", TERMS + ",false"})
    void attack_askingWhichUserNamesExist_withoutPassingTheCaptcha_isAnsweredTheSame(String guard, boolean before) {
        userNames();
        guard(guard, before);
        String taken = person(realm, user -> user).username();
        String pending = "pending" + NUMBER.incrementAndGet();
        assertEquals(202, byApi(fields("username", pending, "email", freshAddress())).status());
        List<Integer> stored = stored();

        List<String> answers = new ArrayList<>();
        for (String username : List.of("free" + NUMBER.incrementAndGet(), taken, pending)) {
            for (String password : List.of(NEW_PASSWORD, "not the password of that name")) {
                answers.add(refused(username, password));
            }
        }
        assertEquals(1, answers.stream().distinct().count(), () -> String.join("\n\n", answers));
        assertEquals(stored, stored());
        assertEquals(0, rows().failures(new TestUser(named(pending).get(0).getId(), pending, "")), "not even counted");
    }

    private String refused(String username, String password) {
        String email = freshAddress();
        SignIn page = byBrowser(fields("username", username, "email", email), password, password);
        assertRefused(page);
        assertFalse(page.tab().text().contains("already exists"), page.tab()::text);
        return page.tab().status() + " " + page.tab().text().toLowerCase(Locale.ROOT)
                .replace(username, "USERNAME").replace(email, "ADDRESS");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aTakenUserNameIsReportedOnTheSameForm_onceTheGuardIsPassed(boolean before) {
        userNames();
        guard(TERMS, before);
        String taken = person(realm, user -> user).username();
        String email = freshAddress();
        List<Integer> stored = stored();
        ServerLog log = ServerLog.fromHere();

        SignIn page = byBrowser(fields("username", taken, "email", email, TERMS_ACCEPTED, "on"));

        assertRefused(page);
        assertTrue(page.tab().text().contains("Username already exists"), page.tab()::text);
        assertTrue(page.tab().has(TERMS_ACCEPTED), "the guard is on the form still");
        assertEquals(email, page.tab().attribute("email", "value").orElse(""), "what was typed is kept");
        assertEquals("", page.tab().attribute("password", "value").orElse(""), "but for the password");
        assertEquals(stored, stored());
        log.assertNoTrace();
        Map<String, Object> other = fields("username", "free" + NUMBER.incrementAndGet(), "email", email,
                TERMS_ACCEPTED, "on");
        assertTrue(submit(page, other, NEW_PASSWORD, NEW_PASSWORD).asksForCode(), page.tab()::text);
        assertTrue(page.code(mailOf(email, page).code()).done(), page.tab()::text);
    }

    @Test
    void aTakenUserName_leavesAnEvent() {
        userNames();
        TestUser owner = person(realm, user -> user);
        long before = refusals();
        byBrowser(fields("username", owner.username(), "email", freshAddress()));
        assertEquals(before + 1, refusals());
    }

    private long refusals() {
        return realm.admin().getEvents(List.of("REGISTER_ERROR"), null, null, null, null, null, null, null).stream()
                .filter(event -> "username_in_use".equals(event.getError())).count();
    }

    /** Adds another part to the registration form, before or after the pack's, in this test. */
    private void guard(String provider, boolean before) {
        AuthenticationManagementResource flows = realm.admin().flows();
        flows.addExecution(FORM, Map.of("provider", provider));
        AuthenticationExecutionInfoRepresentation part = part(provider);
        realm.cleanup().add(ended -> ended.flows().removeExecution(part.getId()));
        part.setRequirement("REQUIRED");
        flows.updateExecutions(FORM, part);
        if (provider.equals(CAPTCHA)) {
            AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
            config.setAlias("captcha");
            config.setConfig(Map.of("site.key", "site", "secret.key", "secret"));
            flows.newExecutionConfig(part.getId(), config).close();
        }
        if (before) {
            flows.raisePriority(part.getId());
        }
    }

    private AuthenticationExecutionInfoRepresentation part(String provider) {
        return realm.admin().flows().getExecutions(FORM).stream()
                .filter(execution -> provider.equals(execution.getProviderId())).findFirst().orElseThrow();
    }
}
