package dev.latchkey.it.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;
import org.keycloak.testframework.realm.ManagedRealm;

/** One client of many, at one endpoint of a realm: the minimal requests of a browser or an app that reach it. */
final class Visitor {

    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");

    private final Browser browser;
    private final ManagedRealm realm;
    private final String path;
    private Page page;

    Visitor(Browser browser, ManagedRealm realm) {
        this.browser = browser;
        this.realm = realm;
        this.path = "/realms/" + realm.getName();
    }

    Page signInPage() {
        return open(Realms.APP, "");
    }

    Page afterPassword(TestUser person) {
        signInPage();
        return submit("kc-form-login", Map.of("username", person.username(), "password", TestUser.PASSWORD));
    }

    Page passwordless(TestUser person) {
        open(Realms.OTHER_APP, "");
        return submit("kc-form-login", Map.of("username", person.username()));
    }

    Page forgotten(TestUser person) {
        page = browser.get(path + "/login-actions/reset-credentials?client_id=" + Realms.APP);
        return submit("kc-reset-password-form", Map.of("username", person.username()));
    }

    Page signUp(String email) {
        open(Realms.APP, "&prompt=create");
        return submit("kc-register-form", Map.of("firstName", "Nora", "lastName", "New", "email", email,
                "password", TestUser.PASSWORD, "password-confirm", TestUser.PASSWORD));
    }

    Page code(String code) {
        return submit("latchkey-code-form", Map.of("code", code, "login", "true"));
    }

    Page nativeSignIn(TestUser person) {
        return nativeSignIn(person, TestUser.PASSWORD);
    }

    Page nativeSignIn(TestUser person, String password) {
        Map<String, String> fields = new HashMap<>(new NativeApp(realm, Realms.NATIVE)
                .request(person, Map.of("password", password)));
        fields.put("client_id", Realms.NATIVE);
        return browser.post(path + "/latchkey-otp/authorize-challenge", fields);
    }

    Page challenge(String purpose, String address) {
        return browser.postJson(path + "/latchkey-otp/challenges",
                Map.of("client_id", Realms.NATIVE, "purpose", purpose, "address", address));
    }

    Page register(String email) {
        return browser.postJson(path + "/latchkey-otp/registrations", Map.of("client_id", Realms.NATIVE,
                "attributes", Map.of("email", email, "firstName", "Nora", "lastName", "New"),
                "password", TestUser.PASSWORD));
    }

    Page checkDevice(String token) {
        return browser.postJson(path + "/latchkey-devices/check", Map.of("device_token", token));
    }

    Page checkSecretCode(String code) {
        return browser.postJson(path + "/latchkey-secret-codes/verification",
                Map.of("client_id", Realms.MOBILE, "secret_code", code));
    }

    Page redeem(String code) {
        return browser.post(path + "/protocol/openid-connect/token", Map.of("client_id", Realms.MOBILE,
                "grant_type", App.GRANT, "secret_code", code));
    }

    /** Guesses a password at Keycloak's own token endpoint. */
    Page password(TestUser person, String guess) {
        return browser.post(path + "/protocol/openid-connect/token", Map.of("client_id", Realms.DIRECT_APP,
                "grant_type", "password", "username", person.username(), "password", guess));
    }

    /** The last answer. */
    Page page() {
        return page;
    }

    /** The reference that page and mail share. */
    String reference() {
        Matcher reference = REFERENCE.matcher(page.body());
        if (!reference.find()) {
            throw new AssertionError("No reference: " + page);
        }
        return reference.group(1);
    }

    private Page open(String client, String more) {
        page = browser.get(path + "/protocol/openid-connect/auth?client_id=" + client
                + "&response_type=code&scope=openid&redirect_uri=" + FlowServer.BASE + path + more);
        return page;
    }

    private Page submit(String form, Map<String, String> fields) {
        page = browser.post(page.action(form), fields);
        return page;
    }
}
