package dev.latchkey.it.flow;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.keycloak.testframework.realm.ManagedRealm;

/** One tab's way through a sign-in: what its person does, and what the page says. */
final class SignIn {

    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final Tab tab;
    private final ManagedRealm realm;
    private final String client;

    private SignIn(Tab tab, ManagedRealm realm, String client) {
        this.tab = tab;
        this.realm = realm;
        this.client = client;
    }

    static SignIn open(Tab tab, ManagedRealm realm) {
        return open(tab, realm, Realms.APP);
    }

    static SignIn open(Tab tab, ManagedRealm realm, String client) {
        return open(tab, realm, client, "");
    }

    /** @param more further parameters of the authorization request, from the ampersand on */
    static SignIn open(Tab tab, ManagedRealm realm, String client, String more) {
        tab.open(realm.getBaseUrl() + "/protocol/openid-connect/auth?response_type=code&scope=openid&client_id="
                + client + "&redirect_uri=" + URLEncoder.encode(realm.getBaseUrl(), StandardCharsets.UTF_8) + more);
        return new SignIn(tab, realm, client);
    }

    SignIn password(Person person) {
        return password(person.username(), Person.PASSWORD);
    }

    SignIn password(String username, String password) {
        tab.type("username", username).type("password", password).click("kc-login");
        return this;
    }

    SignIn code(String code) {
        tab.type("code", code).click("kc-login");
        return this;
    }

    /** Posts to the code form what no field could hold. */
    SignIn post(String body) {
        tab.post(tab.action("latchkey-code-form"), body);
        return this;
    }

    SignIn resend() {
        tab.click("latchkey-resend");
        return this;
    }

    /** Fetches the page once more. */
    SignIn refresh() {
        tab.open(tab.location().toString());
        return this;
    }

    /** Leaves through "Restart login". */
    SignIn restart() {
        tab.click("reset-login");
        return this;
    }

    SignIn tryAnotherWay() {
        tab.click("try-another-way");
        return this;
    }

    /** Whether the person has arrived at the application with an authorization code. */
    boolean done() {
        return tab.location().getPath().equals("/realms/" + realm.getName())
                && tab.location().getQuery() != null && tab.location().getQuery().matches("(.*&)?code=.+");
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

    /** What the page answers: the message at the field, else the one above the form; empty when there is none. */
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

    String client() {
        return client;
    }
}
