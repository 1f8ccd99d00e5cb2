package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/** A tab that goes to an identity provider, most from the page of a first brokered login, and comes back or goes on. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ProviderAnswerIT extends FlowTest {

    private static final String COMPANY = "company";

    @InjectRealm(config = Realms.TwoProviders.class)
    ManagedRealm realm;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /** The page of a first brokered login that asks for the password of the account, in a browser without a session. */
    private SignIn linking(Browser browser, TestUser account) {
        TestUser identity = person(home, user -> user.email(account.email()));
        SignIn signIn = at("home", SignIn.open(browser.tab(), realm)).password(identity);
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertTrue(signIn.tab().formAction().contains("/first-broker-login?"), signIn.tab()::formAction);
        home.admin().users().get(identity.id()).logout();
        return signIn;
    }

    /** Follows the link of a page to a provider. */
    private static SignIn at(String provider, SignIn signIn) {
        signIn.tab().open(signIn.tab().formAction().replaceFirst("/login-actions/[^?]*",
                "/broker/" + provider + "/login").replaceFirst("execution=[^&]*&", ""));
        return signIn;
    }

    private SignIn atSecond(SignIn signIn) {
        at(Realms.TwoProviders.SECOND, signIn);
        assertTrue(signIn.tab().location().getPath().startsWith("/realms/" + home.getName() + "/"),
                () -> signIn.tab().location() + signIn.tab().text());
        return signIn;
    }

    /** The tab passes the attacker's own password before the second provider's answer for the victim comes. */
    @Test
    void attack_secondProvidersAnswer_heldWhileTheTabPassesAPassword_bringsNoStepToItsAccount() {
        TestUser victim = person();
        TestUser identity = person(home, user -> user);
        link(victim, Realms.TwoProviders.SECOND, identity.id());
        Browser browser = browser();
        SignIn signIn = linking(browser, person());
        String page = signIn.tab().formAction();
        atSecond(signIn);
        browser.withoutRedirects();
        String answer = signIn.password(identity).tab().header("Location").orElseThrow();
        browser.withRedirects();
        passPassword(signIn, page);

        signIn.tab().open(answer.replaceFirst("([?&]state=)[^.&]+", "$1" + code(signIn)));

        assertSignedInByTheAnswerAlone(victim, signIn);
    }

    /** The tab has finished the first sign-in of the attacker's own identity, but for the redirect that links it. */
    @Test
    void attack_finishedFirstLogin_linksItsIdentityToNoUserOfAnotherProvider() {
        flowAfter(Realms.TwoProviders.SECOND, "post broker");
        TestUser victim = person();
        TestUser identity = person(home, user -> user);
        link(victim, Realms.TwoProviders.SECOND, identity.id());
        TestUser own = person(home, user -> user);
        Browser browser = browser();
        SignIn signIn = at("home", SignIn.open(browser.tab(), realm));
        browser.withoutRedirects();
        signIn.password(own);
        String last = signIn.tab().header("Location").orElseThrow();
        while (!last.contains("/after-first-broker-login")) {
            last = signIn.tab().open(last).header("Location").orElseThrow();
        }
        browser.withRedirects();
        home.admin().users().get(own.id()).logout();

        signIn.tab().open(last.replace("/broker/after-first-broker-login", "/broker/" + Realms.TwoProviders.SECOND
                + "/login"));
        signIn.password(identity);
        assertTrue(signIn.tab().formAction().contains("/post-broker-login?"), signIn.tab()::formAction);
        signIn.tab().open(last.replaceFirst("session_code=[^&]*", "session_code=" + code(signIn)));

        assertFalse(signIn.done(), "signed in without the code");
        assertEquals(1, realm.admin().users().get(victim.id()).getFederatedIdentity().size(), "no other is linked");
    }

    /**
     * The tab has passed the flow after a provider with the attacker's own account, but for the redirect that signs in,
     * and is then moved out of it: back to a first brokered login that waits for another provider, or by the address of
     * a required action, at which Keycloak shows an expired page.
     */
    @ParameterizedTest
    @ValueSource(strings = {"first-broker-login", "required-action"})
    void attack_finishedFlowAfterAProvider_sparesAnotherOfItsUsersNoFactor(String way) {
        flowAfter(Realms.TwoProviders.SECOND, "post broker");
        TestUser victim = person();
        TestUser identity = identity(victim);
        TestUser own = person();
        TestUser ownIdentity = identity(own);
        Browser browser = browser();
        SignIn signIn = atSecond(way.equals("first-broker-login") ? linking(browser, person())
                : SignIn.open(browser.tab(), realm)).password(ownIdentity);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        browser.withoutRedirects();
        signIn.code(newestCode(own, signIn.reference()));
        String last = signIn.tab().header("Location").orElseThrow();
        assertTrue(last.contains("/broker/after-post-broker-login?"), last);
        browser.withRedirects();
        home.admin().users().get(ownIdentity.id()).logout();

        signIn.tab().open(last.replaceFirst("/broker/[^?]*", "/login-actions/" + way)
                .replaceFirst("session_code=[^&]*&", ""));
        signIn.tab().open(last.replaceFirst("/broker/[^?]*", "/broker/" + Realms.TwoProviders.SECOND + "/login")
                .replaceFirst("session_code=[^&]*", "session_code=" + (way.equals("required-action")
                        ? parameter(last, "session_code")
                        : parameter(signIn.tab().formAction(), "session_code"))));
        signIn.password(identity);
        assertTrue(signIn.tab().formAction().contains("/post-broker-login?"), signIn.tab()::formAction);
        signIn.tab().open(last.replaceFirst("session_code=[^&]*", "session_code=" + code(signIn)));

        assertFalse(signIn.done(), "signed in without the code");
        assertEquals(1, realm.admin().users().get(victim.id()).getFederatedIdentity().size(), "no other is linked");
        assertEquals(0, realm.admin().users().get(victim.id()).getUserSessions().size());
    }

    /** Another user has passed the flow after the second provider, but for the redirect that links and signs in. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoGoesBackToAFirstLoginFromAnotherProvider_needsTheCodeToo(boolean attack) {
        flowAfter(Realms.TwoProviders.SECOND, "post broker");
        TestUser person = person();
        TestUser other = person();
        TestUser identity = identity(other);
        Browser browser = browser();
        SignIn signIn = atSecond(linking(browser, person)).password(identity);
        browser.withoutRedirects();
        signIn.code(newestCode(other, signIn.reference()));
        String last = signIn.tab().header("Location").orElseThrow();
        assertTrue(last.contains("/broker/after-post-broker-login?"), last);
        browser.withRedirects();

        signIn.tab().open(last.replaceFirst("/broker/[^?]*", "/login-actions/first-broker-login")
                .replaceFirst("session_code=[^&]*&", ""));
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        if (attack) {
            signIn.tab().open(last.replaceFirst("session_code=[^&]*", "session_code=" + code(signIn)));
        } else {
            signIn.code(newestCode(person, signIn.reference()));
        }

        assertEquals(!attack, signIn.done(), signIn.tab()::text);
        assertEquals(attack ? 0 : 1, realm.admin().users().get(person.id()).getFederatedIdentity().size());
        assertEquals(attack ? 0 : 1, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    /** Keycloak forgets that an address was typed, and not told by the provider, when the first login begins anew. */
    @Test
    void attack_addressTypedInAFirstLogin_thatBeginsAnew_isNotVerified() {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setFirstBrokerLoginFlowAlias(Realms.TwoProviders.REVIEW);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
        TestUser taken = person();
        String name = "typed" + NUMBER.incrementAndGet();
        SignIn signIn = at("home", SignIn.open(browser().tab(), realm)).password(person(home, user -> user));

        signIn.tab().type("username", taken.username()).type("email", name + "@mail.example")
                .submit("kc-idp-review-profile-form");
        signIn.post(signIn.tab().formAction(), "submitAction=updateProfile");
        signIn.tab().type("username", name).submit("kc-idp-review-profile-form");

        assertFalse(realm.admin().users().searchByUsername(name, true).get(0).isEmailVerified());
    }

    /** A user of the second provider whose identity is linked to this one. */
    private TestUser identity(TestUser person) {
        TestUser identity = person(home, user -> user);
        link(person, Realms.TwoProviders.SECOND, identity.id());
        return identity;
    }

    /** The same by SAML, whose {@code RelayState} names the tab as {@code state} does. */
    @Test
    void attack_samlAnswer_heldWhileTheTabPassesAPassword_bringsNoStepToItsAccount() {
        addCompany();
        TestUser victim = person();
        link(victim, COMPANY, victim.id());
        Browser browser = browser();
        SignIn signIn = linking(browser, person());
        String page = signIn.tab().formAction();
        browser.withoutRedirects();
        at(COMPANY, signIn);
        String request = signIn.tab().header("Location").orElseThrow();
        browser.withRedirects();
        passPassword(signIn, page);

        String state = parameter(request, "RelayState").replaceFirst("[^.]+", code(signIn));
        postSaml(signIn, request, state, victim.id());

        assertSignedInByTheAnswerAlone(victim, signIn);
    }

    @Test
    void samlAnswerThatGetsNoLease_isKeptAndPostedAgain() {
        addCompany();
        TestUser person = person();
        link(person, COMPANY, person.id());
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        browser.withoutRedirects();
        at(COMPANY, signIn);
        String request = signIn.tab().header("Location").orElseThrow();
        browser.withRedirects();
        rows().holdTurn(realm.getId(), browser.rootSession());

        postSaml(signIn, request, parameter(request, "RelayState"), person.id());
        assertEquals(429, signIn.tab().status(), signIn.tab()::text);
        rows().forgetTurns(realm.getId());
        signIn.tab().submit();

        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    /** The tab has gone back to its page meanwhile, so that the answer is refused. */
    @Test
    void theAnswerForATabWhoseClientIsDeleted_getsAPage() {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("deleted");
        client.setPublicClient(true);
        client.setRedirectUris(List.of(realm.getBaseUrl()));
        try (Response created = realm.admin().clients().create(client)) {
            String id = ApiUtil.getCreatedId(created);
            TestUser identity = person(home, user -> user);
            link(person(), "home", identity.id());
            Browser browser = browser();
            SignIn signIn = SignIn.open(browser.tab(), realm, "deleted", "");
            String page = signIn.tab().formAction();
            at("home", signIn);
            browser.withoutRedirects();
            String answer = signIn.password(identity).tab().header("Location").orElseThrow();
            browser.tab().open(withoutCode(page));
            realm.admin().clients().get(id).remove();

            Tab refused = signIn.tab().open(answer);

            assertEquals(400, refused.status(), refused::text);
        }
    }

    /** A provider that logs its user out posts its demand once. */
    @Test
    void samlLogoutThatGetsNoLease_isKeptAndPostedAgain() {
        addCompany();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        rows().holdTurn(realm.getId(), browser.rootSession());

        signIn.tab().post(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint",
                Rest.encode(Map.of("RelayState", "relayed", "SAMLRequest", "a-request")));

        assertEquals(429, signIn.tab().status(), signIn.tab()::text);
        assertTrue(signIn.tab().source().contains("action=\"" + realm.getBaseUrl() + "/broker/" + COMPANY
                + "/endpoint\""), signIn.tab()::source);
        assertEquals("relayed", value(signIn, "RelayState"));
        assertEquals("a-request", value(signIn, "SAMLRequest"));
        rows().forgetTurns(realm.getId());
    }

    private static String value(SignIn signIn, String field) {
        Matcher matcher = Pattern.compile("name=\"" + field + "\" value=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE)
                .matcher(signIn.tab().source());
        assertTrue(matcher.find(), signIn.tab()::source);
        return matcher.group(1);
    }

    /** What the request was sent to may be known to a proxy alone, and without encryption. */
    @ParameterizedTest
    @ValueSource(strings = {"password", "provider"})
    void attack_requestThatGetsNoLease_goesOnAtTheAddressOfTheFrontend(String which) {
        addCompany();
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        realm.updateWithCleanup(update -> update.attribute("frontendUrl", "https://id.example/auth"));
        rows().holdTurn(realm.getId(), browser.rootSession());

        if (which.equals("password")) {
            signIn.password(person);
        } else {
            signIn.tab().post(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint",
                    Rest.encode(Map.of("RelayState", "relayed", "SAMLResponse", "an-answer")));
        }

        String page = signIn.tab().source();
        assertEquals(429, signIn.tab().status(), page);
        assertTrue(page.contains("\"https://id.example/auth/realms/" + realm.getName() + (which.equals("password")
                ? "/login-actions/" : "/broker/" + COMPANY + "/endpoint\"")), page);
        assertFalse(page.contains(realm.getBaseUrl()), page);
        rows().forgetTurns(realm.getId());
    }

    /** Keycloak has read the tab, and asks the provider for the tokens. */
    @Test
    void attack_tabThatGoesOnWhileTheProviderIsAskedForItsTokens_waits() throws Exception {
        TestUser identity = person(home, user -> user);
        link(person(), "home", identity.id());
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), realm);
        String page = signIn.tab().formAction();
        at("home", signIn);
        browser.withoutRedirects();
        String answer = signIn.password(identity).tab().header("Location").orElseThrow();
        Browser meanwhile = browser();
        meanwhile.copyCookies(browser);
        String tokens = realm.admin().identityProviders().get("home").toRepresentation().getConfig().get("tokenUrl");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (HangingApp hanging = new HangingApp(true)) {
            tokensFrom(hanging.url());
            thread.execute(() -> signIn.tab().open(answer));
            Eventually.holds("the provider is asked", () -> hanging.requests() == 1);

            Tab other = meanwhile.tab().open(withoutCode(page));

            assertEquals(429, other.status(), other::text);
        } finally {
            thread.shutdownNow();
            tokensFrom(tokens);
        }
    }

    private void tokensFrom(String url) {
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.getConfig().put("tokenUrl", url);
        realm.admin().identityProviders().get("home").update(provider);
    }

    /** The tab goes on by itself, by the address of its page, and passes the attacker's own password. */
    private static void passPassword(SignIn signIn, String page) {
        signIn.tab().open(withoutCode(page));
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
    }

    private void assertSignedInByTheAnswerAlone(TestUser victim, SignIn signIn) {
        assertTrue(signIn.done(), signIn.tab()::text);
        assertEquals(List.of("null"), new Directory(server, realm.getName()).steps(victim));
        assertEquals(1, realm.admin().users().get(victim.id()).getFederatedIdentity().size(), "no other is linked");
    }

    /** The address of a page, as after the back button. */
    private static String withoutCode(String action) {
        return action.replaceFirst("session_code=[^&]*&execution=[^&]*&", "");
    }

    /** The code of the page that a tab shows. */
    private static String code(SignIn signIn) {
        return parameter(signIn.action(), "session_code");
    }

    private static String parameter(String url, String name) {
        return URLDecoder.decode(url.replaceFirst(".*[?&]" + name + "=([^&]+).*", "$1"), StandardCharsets.UTF_8);
    }

    private void link(TestUser person, String provider, String id) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(id);
        link.setUserName(id);
        realm.admin().users().get(person.id()).addFederatedIdentity(provider, link).close();
    }

    private void addCompany() {
        IdentityProviderRepresentation company = new IdentityProviderRepresentation();
        company.setAlias(COMPANY);
        company.setProviderId("saml");
        company.setEnabled(true);
        company.setConfig(new HashMap<>(Map.of("singleSignOnServiceUrl", FlowServer.BASE + "/sso", "idpEntityId",
                COMPANY)));
        realm.admin().identityProviders().create(company).close();
        realm.cleanup().add(ended -> ended.identityProviders().get(COMPANY).remove());
    }

    private void postSaml(SignIn signIn, String request, String state, String identity) {
        signIn.tab().post(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint", Rest.encode(Map.of("RelayState",
                state, "SAMLResponse", samlResponse(parameter(request, "SAMLRequest"), identity))));
    }

    private String samlResponse(String request, String identity) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String endpoint = realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint";
        String inResponseTo = inflated(request).replaceFirst("(?s).* ID=\"([^\"]+)\".*", "$1");
        return Base64.getEncoder().encodeToString("""
                <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="ID_answer%2$d" Version="2.0" \
                IssueInstant="%1$s" Destination="%3$s" InResponseTo="%4$s"><saml:Issuer>company</saml:Issuer>\
                <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>\
                <saml:Assertion ID="ID_assertion%2$d" Version="2.0" IssueInstant="%1$s">\
                <saml:Issuer>company</saml:Issuer><saml:Subject><saml:NameID>%5$s</saml:NameID>\
                <saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">\
                <saml:SubjectConfirmationData InResponseTo="%4$s" Recipient="%3$s"/></saml:SubjectConfirmation>\
                </saml:Subject><saml:AuthnStatement AuthnInstant="%1$s"><saml:AuthnContext>\
                <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>\
                </saml:AuthnContext></saml:AuthnStatement></saml:Assertion></samlp:Response>"""
                .formatted(now, NUMBER.incrementAndGet(), endpoint, inResponseTo, identity)
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String inflated(String request) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(request)), new Inflater(true))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attack_answerNamingATabThatWaitsForNone_withAWrongCode_changesNothing(boolean inBody) {
        TestUser person = person();
        SignIn signIn = linking(browser(), person);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        String action = signIn.action();
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        String reference = signIn.reference();
        String tab = action.replaceFirst(".*[?&]tab_id=([^&]+).*", "$1");
        String client = Base64.getUrlEncoder().withoutPadding().encodeToString(
                Realms.APP.getBytes(StandardCharsets.UTF_8));

        if (inBody) {
            addCompany();
            signIn.tab().post(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint", "SAMLResponse=x&RelayState="
                    + "made-up." + tab + "." + client);
        } else {
            signIn.tab().open(realm.getBaseUrl() + "/broker/home/endpoint?code=x&State=x&state=made-up." + tab + "."
                    + client);
        }

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertEquals(reference, signIn.reference());
        signIn.post(action, "code=" + newestCode(person, reference));
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    /** Each of them might name a tab, and would be looked up. */
    @Test
    void attack_answerOfManyFields_isRefused() {
        addCompany();
        Tab tab = SignIn.open(browser().tab(), realm).tab();

        tab.post(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint", IntStream.range(0, 101)
                .mapToObj(number -> "x=b" + number + ".c.d").collect(Collectors.joining("&")));

        assertEquals(400, tab.status(), tab::text);
    }

    /** In an encoding that the server would read, and what looks into an answer would not. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded;charset=utf-8;charset=utf-16", "multipart/form-data; boundary=x"})
    void attack_formInAnEncodingThatNoBrowserSends_isRefused(String type) {
        addCompany();
        TestUser person = person();
        SignIn signIn = linking(browser(), person);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        String action = signIn.action();
        String code = mail(person).code();
        for (String url : List.of(realm.getBaseUrl() + "/broker/" + COMPANY + "/endpoint", action)) {
            signIn.tab().post(url, type, "SAMLResponse=x&RelayState=x&code=" + code);
            assertEquals(415, signIn.tab().status(), signIn.tab()::text);
        }
        signIn.post(action, "code=" + code);
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first broker", "post broker"})
    void whoCancelsAtASecondProviderSignsInAtOnce(String flow) {
        TestUser person = person();
        SignIn signIn = linking(browser(), person);
        if (flow.equals("post broker")) {
            flowAfter("home", flow);
            signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
            signIn.code(newestCode(person, signIn.reference()));
            assertTrue(signIn.tab().formAction().contains("/post-broker-login?"), signIn.tab()::formAction);
        }
        atSecond(signIn);
        String state = signIn.tab().location().toString().replaceFirst(".*[?&](state=[^&]+).*", "$1");
        signIn.tab().open(realm.getBaseUrl() + "/broker/" + Realms.TwoProviders.SECOND
                + "/endpoint?error=access_denied&" + state);

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertTrue(signIn.tab().formAction().contains("/login-actions/authenticate?"), signIn.tab()::formAction);
        if (signIn.tab().has("username")) {
            signIn.tab().type("username", person.username());
        }
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.done(), signIn.tab()::text);
    }

    /** The time is that of the password, and not of the provider's older session. */
    @Test
    void whoGoesBackFromAFirstBrokeredLoginSignsInNow() {
        TestUser person = person();
        TestUser identity = person(home, user -> user.email(person.email()));
        Browser browser = browser();
        assertTrue(SignIn.open(browser.tab(), home).password(identity).done());
        time.set(1200);
        SignIn signIn = at("home", SignIn.open(browser.tab(), realm));
        assertTrue(signIn.tab().formAction().contains("/first-broker-login?"), signIn.tab()::formAction);

        signIn.moveTo("authenticate").password(person);

        assertTrue(signIn.done(), signIn.tab()::text);
        long now = System.currentTimeMillis() / 1000 + 1200;
        long at = signIn.idToken().get("auth_time").asLong();
        assertFalse(at < now - 600, () -> "signed in " + (now - at) + " s ago");
    }

    /** The way back from the provider that an account was to be linked with, by the address of the sign-in. */
    @Test
    void whoGoesBackFromTheProviderToLink_isAskedAgainAndLinks() {
        TestUser person = person();
        TestUser identity = person(home, user -> user);
        Browser browser = browser();
        assertTrue(SignIn.open(browser.tab(), realm).password(person).done());
        SignIn linking = SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=idp_link:home");
        String page = linking.tab().formAction();
        linking.post(page, "");
        assertTrue(linking.asksForPassword(), linking.tab()::text);

        linking.tab().open(withoutCode(page).replace("/required-action?", "/authenticate?"));
        linking.post(linking.tab().formAction(), "");
        linking.password(identity);

        assertTrue(linking.done(), linking.tab()::text);
        assertEquals(1, realm.admin().users().get(person.id()).getFederatedIdentity().size());
    }

    /** Sets the flow that follows a provider's answer, until the test ends. */
    private void flowAfter(String alias, String flow) {
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get(alias).toRepresentation();
        provider.setPostBrokerLoginFlowAlias(flow);
        realm.admin().identityProviders().get(alias).update(provider);
        realm.cleanup().add(ended -> {
            provider.setPostBrokerLoginFlowAlias(null);
            ended.identityProviders().get(alias).update(provider);
        });
    }
}
