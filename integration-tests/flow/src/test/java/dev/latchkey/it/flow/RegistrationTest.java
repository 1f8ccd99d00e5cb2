package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.admin.client.resource.UserProfileResource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.realm.RealmBuilder;

/**
 * Common parts of the tests of registration: forms with any fields, by browser and by API, and the rows that they
 * leave.
 */
abstract class RegistrationTest extends NativeEndpointsTest {

    private static final Pattern LINK =
            Pattern.compile("http://\\S+/(?:registrations\\?|login-actions/action-token)\\S+");

    static final String USERNAME_EXISTS = "usernameExistsMessage";

    /** Gives users of this realm user names beside their addresses, in this test. */
    void userNames() {
        realm.updateWithCleanup(builder -> builder.registrationEmailAsUsername(false));
    }

    /** Changes the realm's user profile for this test. */
    void profile(Consumer<UPConfig> change) {
        UserProfileResource profile = realm.admin().users().userProfile();
        UPConfig before = profile.getConfiguration();
        UPConfig changed = before.clone();
        change.accept(changed);
        profile.update(changed);
        realm.cleanup().add(ended -> ended.users().userProfile().update(before));
    }

    /** Makes the address optional, in this test. */
    void optionalAddress() {
        profile(config -> config.getAttribute("email").setRequired(null));
    }

    /** Lets only administrators edit the address, in this test. */
    void addressForAdministratorsAlone() {
        profile(config -> {
            config.getAttribute("email").setRequired(null);
            config.getAttribute("email").setPermissions(
                    new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin")));
        });
    }

    void change(UnaryOperator<RealmBuilder> change) {
        realm.updateWithCleanup(change::apply);
    }

    /** Addresses of Keycloak's own links in the mails of an address, the newest first. */
    List<String> links(String email) {
        return inbox().all(email).stream().flatMap(mail -> LINK.matcher(mail.text()).results())
                .map(link -> link.group().replace("&#61;", "=").replace("&amp;", "&")).toList();
    }

    static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("firstName", "Nora", "lastName", "New"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    NativeApp.Answer byApi(Map<String, Object> attributes) {
        return app().register(attributes, NEW_PASSWORD);
    }

    SignIn byBrowser(Map<String, Object> attributes) {
        return byBrowser(attributes, NEW_PASSWORD, NEW_PASSWORD);
    }

    /** Submits the registration form in a browser of its own with these fields, whichever fields the page shows. */
    SignIn byBrowser(Map<String, Object> attributes, String password, String confirmation) {
        SignIn form = SignIn.register(browser().tab(), realm);
        return submit(form, attributes, password, confirmation);
    }

    static SignIn submit(SignIn form, Map<String, Object> attributes, String password, String confirmation) {
        Map<String, Object> fields = new LinkedHashMap<>(attributes);
        fields.put("password", password);
        fields.put("password-confirm", confirmation);
        form.tab().post(form.tab().action("kc-register-form"), body(fields));
        return form;
    }

    private static String body(Map<String, Object> fields) {
        return fields.entrySet().stream().flatMap(field -> values(field.getValue())
                        .map(value -> encode(field.getKey()) + '=' + encode(value)))
                .collect(Collectors.joining("&"));
    }

    private static Stream<String> values(Object value) {
        return value instanceof Collection<?> many ? many.stream().map(String::valueOf) : Stream.of((String) value);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Numbers of accounts, sign-ups and challenges of the realm. */
    List<Integer> stored() {
        return Stream.of("USER_ENTITY", "LATCHKEY_SIGN_UP", "LATCHKEY_OTP_CHALLENGE")
                .map(table -> rows().ofRealm(table, realm.getId())).toList();
    }

    List<UserRepresentation> accounts(String address) {
        return realm.admin().users().searchByEmail(address, true);
    }

    List<UserRepresentation> named(String username) {
        return realm.admin().users().searchByUsername(username, true);
    }

    static void assertRefused(SignIn page) {
        assertEquals(200, page.tab().status(), page.tab()::text);
        assertFalse(page.asksForCode(), page.tab()::text);
        assertEquals(true, page.tab().has("kc-register-form"), page.tab()::text);
    }

    static void assertRefused(NativeApp.Answer answer, String field, String message) {
        assertProblem(400, "invalid-input", answer);
        assertEquals(field, answer.json().at("/errors/0/field").asText(), answer::toString);
        assertEquals(message, answer.json().at("/errors/0/message").asText(), answer::toString);
    }
}
