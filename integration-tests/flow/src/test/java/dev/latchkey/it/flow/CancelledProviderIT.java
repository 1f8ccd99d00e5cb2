package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** A user goes to an identity provider from a page of a flow and cancels there: the page that follows works. */
@KeycloakIntegrationTest(config = FlowServer.class)
class CancelledProviderIT extends UnverifiedUserTest {

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @ParameterizedTest
    @ValueSource(strings = {"authenticate", "registration", "reset-credentials"})
    void whoCancelsAtTheProviderSignsInByPassword(String flow) {
        TestUser person = person();
        SignIn signIn = cancelled(flow);

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertTrue(signIn.tab().text().contains("Access denied when authenticating with home"), signIn.tab()::text);
        signIn.password(person);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
    }

    @Test
    void whoCancelsAtTheProviderRegistersAfterAll() {
        SignIn signIn = cancelled("registration").moveTo("registration");
        assertTrue(signIn.asksToRegister(), signIn.tab()::text);
        String email = freshAddress();
        signIn.fillIn(email, NEW_PASSWORD);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
    }

    /** Goes to the provider from a flow's first page and cancels there; returns the page that follows. */
    private SignIn cancelled(String flow) {
        SignIn signIn = SignIn.open(browser().tab(), realm).moveTo(flow);
        String action = signIn.tab().formAction();
        signIn.tab().open(realm.getBaseUrl() + "/broker/home/login?client_id=" + parameter(action, "client_id")
                + "&tab_id=" + parameter(action, "tab_id") + "&client_data=" + parameter(action, "client_data")
                + "&session_code=" + parameter(action, "session_code"));
        URI provider = signIn.tab().location();
        assertTrue(provider.getPath().startsWith("/realms/" + home.getName() + "/"), () -> provider + "\n"
                + signIn.tab().text());
        signIn.tab().open(realm.getBaseUrl() + "/broker/home/endpoint?error=access_denied&state="
                + parameter(provider.toString(), "state"));
        return signIn;
    }

    private static String parameter(String url, String name) {
        Matcher value = Pattern.compile("[?&]" + name + "=([^&#]+)").matcher(url);
        assertTrue(value.find(), () -> "No " + name + " in " + url);
        return value.group(1);
    }
}
