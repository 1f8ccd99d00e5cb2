package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ClientBuilder;
import org.keycloak.testframework.realm.ManagedRealm;

/** Where the page of a mailed link leads when the link leads to no sign-in. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class LinkExitIT extends FlowTest {

    private static final String ADDRESS = "https://app.example/start";

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void aLinkLeadsToTheApplicationThatItsMailWasAbout() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, app("app/1", ADDRESS)).password(person);
        Mail mail = mail(person);

        assertEquals(Optional.empty(), LinkVisit.open(browser.tab(), mail.link()).exit(), "it leads to the sign-in");
        assertExit("elsewhere", ADDRESS, browser(), mail.link());
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);
        assertExit("used", ADDRESS, browser, mail.link());
        assertExit("used", ADDRESS, browser, mail.link() + "&kc_locale=de");
        assertExit("invalid", ADDRESS, browser, unknown(mail));
    }

    @Test
    void aLinkOfAUsedUpOrExpiredCodeAndOneThatSeveralTabsWaitForLeadToTheApplication() {
        TestUser person = person();
        String client = app("app-2", ADDRESS);
        Browser browser = browser();
        SignIn.open(browser.tab(), realm, client).password(person);
        Mail mail = mail(person);
        SignIn second = SignIn.open(browser.tab(), realm, client).password(person);

        assertExit("several", ADDRESS, browser, mail.link());
        String wrong = wrong(mail.code());
        second.code(wrong).code(wrong).code(wrong);
        assertExit("used_up", ADDRESS, browser, mail.link());
        time.set(601);
        assertExit("expired", ADDRESS, browser, mail.link());
    }

    @Test
    void aLinkOfAnApplicationWithoutAnAddressOrOneThatIsGoneLeadsToTheAccountConsole() {
        TestUser person = person();
        String client = app("app-3", "");
        Browser browser = browser();
        SignIn.open(browser.tab(), realm, client).password(person);
        Mail mail = mail(person);

        assertExit("elsewhere", console(), browser(), mail.link());
        change(client, app -> {
            app.setBaseUrl(ADDRESS);
            app.setEnabled(false);
        });
        assertExit("elsewhere", console(), browser(), mail.link());
        change(client, app -> app.setEnabled(true));
        assertExit("elsewhere", ADDRESS, browser(), mail.link());
        realm.admin().clients().get(found(client).getId()).remove();
        assertExit("elsewhere", console(), browser(), mail.link());
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "account-console"})
    void whereAnAdministratorHasSwitchedTheAccountConsoleOffNoLinkLeadsToIt(String off) {
        String page = "/realms/" + realm.getName() + "/latchkey-otp/links/made-up?token=made-up";
        assertTrue(body(page).contains(console()));
        change(off, client -> client.setEnabled(false));
        try {
            assertFalse(body(page).contains(console()), () -> body(page));
        } finally {
            change(off, client -> client.setEnabled(true));
        }
    }

    @Test
    void attack_applicationPutIntoALink_leadsToNoAddressButOneOfTheRealmsOwn() {
        String link = realm.getBaseUrl() + "/latchkey-otp/links/made-up?token=made-up&client_id=";
        for (String application : List.of("https%3A%2F%2Fevil.example%2F", "javascript%3Aalert(1)", "%7Bx%7D",
                "%22%3E%3Cscript%3Ealert", "x".repeat(2_000), "", "a&client_id=b")) {
            assertExit("invalid", console(), browser(), link + application);
        }
    }

    @Test
    void attack_linkOfAnApplicationWithBracesInItsNameOrWithoutSignIns_isNeitherALoopNorAnError() {
        app("{x}", ADDRESS);
        String bearerOnly = app("bearer-only", ADDRESS);
        change(bearerOnly, client -> client.setBearerOnly(true));
        String link = realm.getBaseUrl() + "/latchkey-otp/links/made-up?";

        for (String application : List.of("%7Bx%7D", bearerOnly)) {
            assertExit("invalid", console(), browser(), link + "token=made-up&client_id=" + application);
            assertEquals("invalid", LinkVisit.open(browser().tab(), link + "client_id=" + application).state());
        }
    }

    @Test
    void attack_linkUnderTheNameOfAnotherApplication_isWorthNoMore() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        Mail mail = mail(person);
        String other = mail.link().replace("client_id=" + Realms.APP, "client_id=" + Realms.OTHER_APP);
        assertNotEquals(mail.link(), other);

        assertEquals("elsewhere", LinkVisit.post(browser().tab(), other).state());
        LinkVisit visit = LinkVisit.open(browser.tab(), other);
        assertEquals("You continue to: " + Realms.APP, visit.tab().textOf("latchkey-client").orElseThrow());
        visit.proceed();

        assertTrue(visit.tab().location().getQuery().contains("code="), visit.tab()::text);
        assertEquals(Realms.APP, events(person).signIn().getClientId());
    }

    private static void assertExit(String state, String address, Browser browser, String link) {
        LinkVisit visit = LinkVisit.open(browser.tab(), link);
        assertEquals(state, visit.state(), visit.tab()::text);
        assertEquals(Optional.of(address), visit.exit(), visit.tab()::text);
        assertFalse(visit.tab().source().contains("<script>alert"), visit.tab()::source);
    }

    private static String unknown(Mail mail) {
        return mail.link().replaceFirst("/links/[^?]*", "/links/made-up");
    }

    private String console() {
        return realm.getBaseUrl() + "/account/";
    }

    private static String body(String path) {
        return Rest.send("GET", path, "", Map.of("Accept", "text/html")).body();
    }

    private String app(String clientId, String address) {
        realm.admin().clients().create(ClientBuilder.create(clientId).enabled(true).publicClient()
                .redirectUris(FlowServer.BASE + "/*").baseUrl(address).build()).close();
        return clientId;
    }

    private ClientRepresentation found(String clientId) {
        return realm.admin().clients().findByClientId(clientId).get(0);
    }

    private void change(String clientId, Consumer<ClientRepresentation> change) {
        ClientRepresentation client = found(clientId);
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);
    }
}
