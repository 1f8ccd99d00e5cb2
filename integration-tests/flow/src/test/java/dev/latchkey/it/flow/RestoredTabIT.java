package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A browser that has lost the cookie of its sign-in, in a realm whose policies select flows: what Keycloak restores is
 * refused, and the user comes back to the application, which is told by its protocol.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class RestoredTabIT extends FlowTest {

    private static final String STATE = "state-of-the-request";
    private static final String HINT = "Open the application again, and sign in from there.";

    private static final Pattern MAILED = Pattern.compile("http://\\S+/login-actions/action-token[?]key=[^&\\s]+");

    @InjectRealm(config = Realms.StepUp.class)
    ManagedRealm realm;

    @InjectRealm(ref = "providers", config = Realms.TwoProviders.class)
    ManagedRealm providers;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void selectAFlow() {
        SelectedFlow.set(realm, Realms.CODE_AFTER_COOKIE, 2);
    }


    /** The answer to the page of a tab whose cookie is lost, which no browser follows. */
    private Tab restored(Browser browser, Tab tab, String page) {
        browser.forgetSignIn();
        browser.withoutRedirects();
        tab.open(page);
        assertEquals(302, tab.status(), tab::text);
        assertTrue(location(tab).contains("/login-actions/"), () -> location(tab));
        return tab.open(location(tab));
    }

    private Tab restored(SignIn signIn, Browser browser) {
        return restored(browser, signIn.tab(), page(signIn));
    }

    private static String page(SignIn signIn) {
        return signIn.tab().formAction().replaceFirst("session_code=[^&]*&execution=[^&]*&", "");
    }

    private static String location(Tab tab) {
        return tab.header("Location").orElse("");
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private void changeClient(String id, Consumer<ClientRepresentation> change) {
        ClientRepresentation before = realm.admin().clients().findByClientId(id).get(0);
        ClientRepresentation client = realm.admin().clients().findByClientId(id).get(0);
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);
        // what is left out of a representation stays as it is
        client.getAttributes().keySet().forEach(name -> before.getAttributes().putIfAbsent(name, ""));
        before.setBaseUrl(Objects.requireNonNullElse(before.getBaseUrl(), ""));
        realm.cleanup().add(ended -> ended.clients().get(before.getId()).update(before));
    }

    private void assertExpired(Map<String, String> answer) {
        assertEquals("temporarily_unavailable", answer.get("error"), answer::toString);
        assertEquals("authentication_expired", answer.get("error_description"), answer::toString);
        assertEquals(STATE, answer.get("state"), answer::toString);
        assertEquals(realm.getBaseUrl(), answer.get("iss"), answer::toString);
        assertFalse(answer.containsKey("code"), answer::toString);
    }

    private static void assertPage(Tab tab) {
        assertEquals(400, tab.status(), tab::text);
        assertTrue(tab.text().contains(HINT), tab::text);
        assertEquals("", location(tab));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&response_mode=fragment", "&response_mode=query.jwt", "&response_mode=form_post"})
    void theApplicationIsToldInItsResponseMode(String mode) {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&state=" + STATE + mode);

        Tab answer = restored(signIn, browser);

        assertTrue(answer.header("Cache-Control").orElse("").contains("no-store"));
        if (mode.endsWith("form_post")) {
            assertTrue(answer.source().contains("ACTION=\"" + realm.getBaseUrl() + "\""), answer::source);
            Map<String, String> fields = new HashMap<>();
            Matcher field = Pattern.compile("NAME=\"(\\w+)\" VALUE=\"([^\"]*)\"").matcher(answer.source());
            while (field.find()) {
                fields.put(field.group(1), field.group(2));
            }
            assertExpired(fields);
            return;
        }
        URI location = URI.create(location(answer));
        assertTrue(location.toString().startsWith(realm.getBaseUrl() + (mode.endsWith("fragment") ? "#" : "?")),
                location::toString);
        String sent = mode.endsWith("fragment") ? location.getRawFragment() : location.getRawQuery();
        if (mode.endsWith("jwt")) {
            JsonNode token = Rest.json(new String(Base64.getUrlDecoder().decode(
                    parameters(sent).get("response").split("\\.")[1]), StandardCharsets.UTF_8));
            assertEquals("temporarily_unavailable", token.get("error").asText(), token::toString);
            assertEquals(STATE, token.get("state").asText(), token::toString);
        } else {
            assertExpired(parameters(sent));
        }
    }

    /** The browser follows, and the application begins a sign-in that runs the selected flow. */
    @Test
    void theNextSignInOfTheApplicationRunsTheSelectedFlow() {
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        browser.forgetSignIn();
        signIn.password(person);
        assertTrue(signIn.tab().location().getQuery().contains("error=temporarily_unavailable"),
                () -> signIn.tab().location() + signIn.tab().text());

        SignIn next = SignIn.open(signIn.tab(), realm).password(person);

        assertTrue(next.asksForCode(), next.tab()::text);
        assertTrue(next.code(mail(person).code()).done(), next.tab()::text);
    }

    /** Keycloak gives a restored tab the address of the URL, where it is registered; the state is the request's. */
    @ParameterizedTest
    @CsvSource({"app,registered", "app,unregistered", "saml-app,registered", "saml-app,unregistered"})
    void attack_addressInTheUrlOfARestoredTab_getsNoState(String client, String which) {
        Browser browser = browser();
        SignIn signIn = begun(browser, client);
        String page = page(signIn);
        String data = page.replaceFirst(".*client_data=([^&]+).*", "$1");
        ObjectNode changed = (ObjectNode) Rest.json(new String(Base64.getUrlDecoder().decode(data),
                StandardCharsets.UTF_8));
        changed.put("ru", which.equals("registered") ? FlowServer.BASE + "/other" : "https://attacker.example/");
        String forged = page.replace(data, Base64.getUrlEncoder().withoutPadding()
                .encodeToString(changed.toString().getBytes(StandardCharsets.UTF_8)));

        Tab answer = restored(browser, signIn.tab(), forged);

        String own = client.equals(Realms.APP) ? realm.getBaseUrl() : SamlRequest.CONSUMER;
        assertTrue(location(answer).startsWith(own + "?"), () -> location(answer) + answer.text());
        assertTrue(location(answer).contains(STATE), () -> location(answer));
    }

    private SignIn begun(Browser browser, String client) {
        return client.equals(Realms.APP)
                ? SignIn.open(browser.tab(), realm, client, "&state=" + STATE)
                : SamlRequest.of(realm, "").redirect(browser.tab(), STATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "saml-app"})
    void attack_addressThatIsNoLongerRegistered_isNotFollowed(String client) {
        Browser browser = browser();
        SignIn signIn = begun(browser, client);
        changeClient(client, changed -> changed.setRedirectUris(List.of("https://elsewhere.example/")));

        assertPage(restored(signIn, browser));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePageHasTheLinkToTheApplicationWhereThereIsOne(boolean baseUrl) {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        changeClient(Realms.APP, changed -> {
            changed.setRedirectUris(List.of("https://elsewhere.example/"));
            changed.setBaseUrl(baseUrl ? "https://app.example/start" : "");
        });

        Tab page = restored(signIn, browser);

        assertPage(page);
        assertEquals(baseUrl, page.has("backToApplication"), page::text);
    }

    @Test
    void attack_clientThatIsDisabledMeanwhile_isToldNothing() {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        changeClient(Realms.APP, changed -> changed.setEnabled(false));

        assertPage(restored(signIn, browser));
    }

    /** Any page can send such a request, which Keycloak may forward to a provider. */
    @Test
    void attack_passiveRequestThatIsRestored_isToldThatAUserIsNeeded() {
        SelectedFlow.set(providers, Realms.BROWSER, 2);
        Browser browser = browser().withoutRedirects();
        Tab tab = browser.tab();
        SignIn.open(tab, providers, Realms.APP, "&prompt=none&kc_idp_hint=home&state=" + STATE);
        assertTrue(location(tab).contains("/broker/home/login?"), () -> location(tab) + tab.text());

        Tab answer = restored(browser, tab, providers.getBaseUrl() + "/login-actions/authenticate?client_id="
                + Realms.APP + "&tab_id=lost");

        Map<String, String> sent = parameters(URI.create(location(answer)).getRawQuery());
        assertEquals("login_required", sent.get("error"), sent::toString);
        assertEquals(STATE, sent.get("state"), sent::toString);
    }

    @Test
    void aSamlApplicationIsToldInTheAddress() {
        Browser browser = browser();
        SamlRequest request = SamlRequest.of(realm, "");
        SignIn signIn = request.redirect(browser.tab(), STATE);

        Tab answer = restored(signIn, browser);

        assertTrue(location(answer).startsWith(SamlRequest.CONSUMER + "?"), () -> location(answer) + answer.text());
        Map<String, String> sent = parameters(URI.create(location(answer)).getRawQuery());
        assertEquals(STATE, sent.get("RelayState"));
        assertFailed(request, SamlRequest.inflated(sent.get("SAMLResponse")));
    }

    @Test
    void aSamlApplicationIsToldInAForm() {
        Browser browser = browser();
        SamlRequest request = SamlRequest.of(realm, "");
        SignIn signIn = request.post(browser.tab(), STATE);

        Tab answer = restored(signIn, browser);

        assertEquals(200, answer.status(), answer::text);
        assertTrue(answer.source().contains("action=\"" + SamlRequest.CONSUMER + "\""), answer::source);
        Matcher field = Pattern.compile("name=\"SAMLResponse\" value=\"([^\"]+)\"", Pattern.CASE_INSENSITIVE)
                .matcher(answer.source());
        assertTrue(field.find(), answer::source);
        assertTrue(answer.source().contains(STATE), answer::source);
        assertFailed(request, new String(Base64.getMimeDecoder().decode(field.group(1)), StandardCharsets.UTF_8));
    }

    private static void assertFailed(SamlRequest request, String answer) {
        assertTrue(answer.contains("status:AuthnFailed"), answer);
        assertTrue(answer.contains("authentication_expired"), answer);
        assertTrue(answer.contains("InResponseTo=\"" + request.id() + "\""), answer);
        assertFalse(answer.contains("Assertion "), answer);
    }

    @Test
    void aSignInThatBeginsAtKeycloakForASamlApplicationBeginsAnew() {
        changeClient(Realms.SAML_APP, changed -> {
            changed.getAttributes().put("saml_idp_initiated_sso_url_name", "start");
            changed.getAttributes().put("saml_assertion_consumer_url_post", SamlRequest.CONSUMER);
        });
        Browser browser = browser();
        Tab tab = browser.tab().open(realm.getBaseUrl() + "/protocol/saml/clients/start");
        SignIn signIn = SignIn.in(tab, realm);
        assertTrue(signIn.asksForPassword(), tab::text);

        Tab answer = restored(signIn, browser);

        assertEquals(realm.getBaseUrl() + "/protocol/saml/clients/start", location(answer), answer::text);
    }

    @Test
    void theUserOfADeviceTypesItsCodeAgain() {
        changeClient(Realms.OTHER_APP, changed ->
                changed.getAttributes().put("oauth2.device.authorization.grant.enabled", "true"));
        JsonNode device = Rest.json(Rest.post("/realms/" + realm.getName() + "/protocol/openid-connect/auth/device",
                "client_id=" + Realms.OTHER_APP, Map.of()));
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = SignIn.in(browser.tab().open(device.get("verification_uri_complete").asText()), realm);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);

        Tab answer = restored(signIn, browser);

        assertEquals(realm.getBaseUrl() + "/device", location(answer), answer::text);
        assertEquals("authorization_pending", Rest.json(Rest.post("/realms/" + realm.getName()
                + "/protocol/openid-connect/token", "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id="
                + Realms.OTHER_APP + "&device_code=" + device.get("device_code").asText(), Map.of()))
                .get("error").asText());
        browser.withRedirects();
        signIn.tab().open(device.get("verification_uri_complete").asText());
        assertTrue(signIn.password(person).asksForPassword() || signIn.tab().text().contains("Grant Access")
                || signIn.asksForCode(), signIn.tab()::text);
    }

    /** The cookie that restores a sign-in is sent with requests of other sites, too. */
    @ParameterizedTest
    @ValueSource(strings = {"app", "saml-app"})
    void attack_tabThatAnotherSiteHasRestored_endsNoSignInAtTheApplication(String client) {
        TestUser person = person();
        Browser browser = browser();
        SignIn living = begun(browser, client);
        Browser led = browser().withHeader("Sec-Fetch-Site", "cross-site");
        led.copyCookies(browser);

        Tab page = led.tab().open(realm.getBaseUrl() + "/login-actions/authenticate?client_id=" + client
                + "&tab_id=x");

        assertPage(page);
        assertFalse(page.source().contains(STATE), page::source);
        living.password(person);
        if (client.equals(Realms.APP)) {
            assertTrue(living.asksForCode(), living.tab()::text);
        } else {
            // policies select no flow for SAML
            String answer = living.tab().location() + living.tab().source();
            assertTrue(answer.contains("SAMLResponse") && answer.contains(STATE), living.tab()::source);
        }
    }

    /** As with the back button, or by a link in a mail, for which browsers say "none". */
    @ParameterizedTest
    @CsvSource({"app,none", "app,same-origin", "app,same-site", "saml-app,none"})
    void attack_tabThatIsRestoredBesideTheOneOfItsRequest_leadsToThatOne(String client, String site) {
        TestUser person = person();
        Browser browser = browser();
        SignIn living = begun(browser, client);
        Browser led = browser().withHeader("Sec-Fetch-Site", site);
        led.copyCookies(browser);

        for (String tab : List.of("x", "y")) {
            Tab answer = led.tab().open(realm.getBaseUrl() + "/login-actions/authenticate?client_id=" + client
                    + "&tab_id=" + tab);

            assertEquals(200, answer.status(), answer::text);
            assertTrue(SignIn.in(answer, realm).asksForPassword(), answer::text);
            assertEquals(tabId(living.tab().formAction()), tabId(answer.formAction()));
        }
        living.password(person);
        if (client.equals(Realms.APP)) {
            assertTrue(living.asksForCode(), living.tab()::text);
        } else {
            String answer = living.tab().location() + living.tab().source();
            assertTrue(answer.contains("SAMLResponse") && answer.contains(STATE), living.tab()::source);
        }
    }

    private static String tabId(String address) {
        return address.replaceFirst(".*[?&]tab_id=([^&]+).*", "$1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "same-site", "same-origin"})
    void theApplicationIsToldOfATabThatNoOtherSiteHasRestored(String site) {
        Browser browser = browser().withHeader("Sec-Fetch-Site", site);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&state=" + STATE);

        assertExpired(parameters(URI.create(location(restored(signIn, browser))).getRawQuery()));
    }

    /** OAuth 2.0 allows it to a client with one address, to which Keycloak then answers. */
    @Test
    void anOAuthRequestThatNamesNoAddress_getsThePage() {
        changeClient(Realms.APP, changed -> changed.setRedirectUris(List.of(realm.getBaseUrl())));
        Browser browser = browser();
        Tab tab = browser.tab().open(realm.getBaseUrl() + "/protocol/openid-connect/auth?response_type=code&client_id="
                + Realms.APP + "&state=" + STATE);
        SignIn signIn = SignIn.in(tab, realm);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);

        assertPage(restored(signIn, browser));
    }

    private SignIn whoseFlowIsDeleted(Browser browser) {
        realm.admin().flows().copy(Realms.CODE_AFTER_COOKIE, Map.of("newName", "deleted at once")).close();
        String flow = realm.admin().flows().getFlows().stream()
                .filter(copy -> copy.getAlias().equals("deleted at once")).findFirst().orElseThrow().getId();
        SelectedFlow.set(realm, "deleted at once", 2);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&state=" + STATE);
        realm.admin().flows().deleteFlow(flow);
        return signIn;
    }

    private List<EventRepresentation> eventsOfDeletedFlows() {
        return realm.admin().getEvents(List.of("LOGIN_ERROR"), Realms.APP, null, null, null, null, 0, 1000).stream()
                .filter(event -> "invalid_config".equals(event.getError())).toList();
    }

    @Test
    void aSignInWhoseFlowIsDeleted_isReported() {
        int before = eventsOfDeletedFlows().size();
        Browser browser = browser();
        SignIn signIn = whoseFlowIsDeleted(browser);
        browser.withoutRedirects();

        assertExpired(parameters(URI.create(location(signIn.tab().open(page(signIn)))).getRawQuery()));

        List<EventRepresentation> events = eventsOfDeletedFlows();
        assertEquals(before + 1, events.size());
        assertEquals("selected flow was deleted or renamed", events.get(0).getDetails().get("reason"));
    }

    /** A link that is opened anew leaves the tab alone, which the application is then told of. */
    @Test
    void aLinkThatNamesATabWhoseFlowIsDeleted_isOpenedAnewAndLeavesIt() {
        TestUser person = person();
        realm.admin().users().get(person.id()).executeActionsEmail(List.of("UPDATE_PROFILE"));
        String link = Eventually.present("the link", () -> mails(person).stream()
                .flatMap(mail -> MAILED.matcher(mail.text()).results()).findFirst()).group();
        Browser browser = browser();
        SignIn signIn = whoseFlowIsDeleted(browser);
        browser.withoutRedirects();

        Tab opened = browser.tab().open(link + page(signIn).replaceFirst(".*[?]", "&"));

        assertEquals(303, opened.status(), opened::text);
        assertEquals(link, location(opened));
        assertExpired(parameters(URI.create(location(signIn.tab().open(page(signIn)))).getRawQuery()));
    }
}
