package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.keycloak.models.utils.TimeBasedOTP;
import org.keycloak.testframework.realm.ManagedRealm;

/** One tab's sign-in: the user's actions, and the messages of the page. */
final class SignIn {

    private static final Pattern REPLACED_ADDRESS =
            Pattern.compile("history\\.replaceState\\(\\{}, *\"[^\"]*\", *\"([^\"]+)\"");
    private static final Pattern AUTHORIZATION_CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Tab tab;
    private final ManagedRealm realm;
    private String username;

    private SignIn(Tab tab, ManagedRealm realm) {
        this.tab = tab;
        this.realm = realm;
    }

    /** A sign-in that has begun in another way. */
    static SignIn in(Tab tab, ManagedRealm realm) {
        return new SignIn(tab, realm);
    }

    static SignIn open(Tab tab, ManagedRealm realm) {
        return open(tab, realm, Realms.APP);
    }

    static SignIn open(Tab tab, ManagedRealm realm, String client) {
        return open(tab, realm, client, "");
    }

    /** @param more further parameters of the authorization request, from the ampersand on */
    static SignIn open(Tab tab, ManagedRealm realm, String client, String more) {
        String scope = more.contains("&scope=") ? "" : "&scope=openid";
        String type = more.contains("&response_type=") ? "" : "&response_type=code";
        tab.open(realm.getBaseUrl() + "/protocol/openid-connect/auth?client_id=" + client + type + scope
                + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8) + more);
        return new SignIn(tab, realm);
    }

    /** Opens the registration form, as an app does for a user without an account. */
    static SignIn register(Tab tab, ManagedRealm realm) {
        return open(tab, realm, Realms.APP, "&prompt=create");
    }

    /** Opens the page that asks for the user whose password is to be reset. */
    static SignIn forgotPassword(Tab tab, ManagedRealm realm) {
        SignIn signIn = open(tab, realm);
        tab.followText("Forgot Password?");
        return signIn;
    }

    /** Opens a flow by its address in this tab, as the links of Keycloak's pages do. */
    SignIn moveTo(String path) {
        String action = tab.formAction();
        String tabOfBrowser = parameter(action, "tab_id");
        tab.open(realm.getBaseUrl() + "/login-actions/" + path + "?client_id=" + parameter(action, "client_id")
                + "&tab_id=" + tabOfBrowser + "&client_data=" + parameter(action, "client_data"));
        return this;
    }

    private static String parameter(String url, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(url);
        if (!value.find()) {
            throw new AssertionError("No " + name + " in " + url);
        }
        return value.group(1);
    }

    boolean asksToRegister() {
        return tab.has("kc-register-form");
    }

    boolean asksWhomToReset() {
        return tab.has("kc-reset-password-form");
    }

    /** Fills in the registration form. */
    SignIn fillIn(String email, String password) {
        tab.type("firstName", "Nora").type("lastName", "New").type("email", email).type("password", password)
                .type("password-confirm", password).submit("kc-register-form");
        return this;
    }

    /** Enters the user's name on the page of a password reset. */
    SignIn reset(String username) {
        tab.type("username", username).submit("kc-reset-password-form");
        return this;
    }

    /** Enters the user's name, where only the code will be asked for. */
    SignIn username(String username) {
        settle(username);
        tab.type("username", username).click("kc-login");
        return this;
    }

    SignIn newPassword(String password) {
        tab.type("password-new", password).type("password-confirm", password).click("latchkey-new-password-save");
        return this;
    }

    boolean asksForNewPassword() {
        return tab.has("latchkey-new-password-form");
    }

    SignIn password(TestUser person) {
        return password(person.username(), TestUser.PASSWORD);
    }

    SignIn password(String username, String password) {
        settle(username);
        tab.type("username", username).type("password", password).click("kc-login");
        return this;
    }

    SignIn code(String code) {
        settle(username);
        tab.type("code", code).click("kc-login");
        return this;
    }

    /** Types the code and ticks the box that trusts the device. */
    SignIn codeAndTrust(String code) {
        settle(username);
        tab.type("code", code).tick("latchkey-trust").click("kc-login");
        return this;
    }

    /** Waits until Keycloak's detector has counted all attempts, of every user. */
    private void settle(String name) {
        username = name;
        if (name != null) {
            Detector.settle(realm, name);
        }
    }

    boolean offersTrust() {
        return tab.has("latchkey-trust");
    }

    /** Posts a body to the code form that its fields could not send. */
    SignIn post(String body) {
        return post(action(), body);
    }

    SignIn post(String action, String body) {
        tab.post(action, body);
        return this;
    }

    /** Sets an authenticator app up where a required action asks for it. */
    SignIn setUpAuthenticatorApp(boolean signOutOfOtherDevices) {
        String secret = tab.attribute("totpSecret", "value")
                .orElseThrow(() -> new AssertionError(tab.text()));
        return post(tab.action("kc-totp-settings-form"), "totpSecret=" + secret + "&totp="
                + new TimeBasedOTP().generateTOTP(secret) + "&userLabel=" + secret
                + (signOutOfOtherDevices ? "&logout-sessions=on" : ""));
    }

    SignIn resend() {
        tab.click("latchkey-resend");
        return this;
    }

    /** Loads the page again, from the address that Keycloak's script puts into the address bar. */
    SignIn refresh() {
        Matcher replaced = REPLACED_ADDRESS.matcher(tab.source());
        tab.open(replaced.find() ? replaced.group(1) : tab.location().toString());
        return this;
    }

    /** Leaves through "Restart login", a button of Keycloak's that needs a script. */
    SignIn restart() {
        tab.open(restartAddress());
        return this;
    }

    /** The address that this button opens. */
    String restartAddress() {
        Matcher link = QUOTED.matcher(tab.attribute("reset-login", "onclick").orElseThrow());
        if (!link.find()) {
            throw new AssertionError("No link to restart");
        }
        return tab.location().resolve(link.group(1)).toString();
    }

    boolean offersAnotherWay() {
        return tab.has("kc-select-try-another-way-form");
    }

    /** Picks a step by the name that the list of ways shows. */
    SignIn tryAnotherWay(String name) {
        tab.post(tab.action("kc-select-try-another-way-form"), "tryAnotherWay=on");
        tab.post(tab.action("kc-select-credential-form"),
                "authenticationExecution=" + tab.valueBeside(name, "authenticationExecution"));
        return this;
    }

    /** Whether the browser has arrived at the application with an authorization code. */
    boolean done() {
        return tab.location().getPath().equals("/realms/" + realm.getName())
                && tab.location().getQuery() != null && tab.location().getQuery().matches("(.*&)?code=.+");
    }

    /** The claims about the user that the application gets when it redeems the code. */
    JsonNode idToken() {
        return Rest.claims(Rest.tokens(realm.getName(), "grant_type=authorization_code&client_id=" + Realms.APP
                + "&code=" + authorizationCode()
                + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8)), "id_token");
    }

    /** The authorization code that the application has got, to be redeemed once. */
    String authorizationCode() {
        Matcher code = AUTHORIZATION_CODE.matcher(tab.location().toString());
        if (!code.find()) {
            throw new AssertionError("No code in " + tab.location());
        }
        return code.group(1);
    }

    boolean asksForPassword() {
        return tab.has("kc-form-login");
    }

    boolean asksForCode() {
        return tab.has("latchkey-code-form");
    }

    boolean offersResend() {
        return tab.has("latchkey-resend-form");
    }

    /** The page's message: the one at the field, else the one above the form; empty when there is none. */
    String message() {
        return tab.textOf("input-error-code").or(() -> tab.textOf("latchkey-message")).orElse("");
    }

    OptionalInt attemptsLeft() {
        return tab.textOf("latchkey-attempts").map(NUMBER::matcher).filter(Matcher::find)
                .map(found -> OptionalInt.of(Integer.parseInt(found.group()))).orElse(OptionalInt.empty());
    }

    String reference() {
        return tab.textOf("latchkey-reference").orElse("");
    }

    Tab tab() {
        return tab;
    }

    /** The address that the page's own forms post to; it stays valid after the page. */
    String action() {
        return tab.action("latchkey-code-form");
    }
}
