package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import dev.latchkey.it.kit.WebhookReceiver;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What devices and apps need of every supported database: rotation, single use, events in order, sign-up and reset. */
abstract class AppScenarios extends DatabaseServer {

    private static final int THREADS = 20;
    static final String MOBILE = "mobile";
    private static final String ENDPOINTS = "/realms/" + Admin.REALM + "/latchkey-otp/";
    private static final String PASSWORD = "another horse entirely";

    private final WebhookReceiver receiver = new WebhookReceiver().start();

    @Override
    void options(KeycloakServer.Builder server) {
        WebhookLoad.options(server, receiver);
    }

    @AfterAll
    void stopReceiver() {
        receiver.close();
    }

    @Test
    void twentyTabsOfATrustedDeviceAtOnceConvergeOnOneDevice() {
        SignIn first = signIn("tabs");
        assertTrue(first.codeAndTrust(mail(first, 1).code()).authorizationCode().isPresent());
        Browser browser = first.browser().reopened();
        List<SignIn> tabs = StoppedClocks.during(() -> Burst.of(THREADS, i ->
                SignIn.withPassword(browser.copy(), first.user())), node());
        tabs.forEach(tab -> assertTrue(tab.page().authorizationCode().isPresent(), tab.page()::text));
        assertEquals(List.of("2"), probe().sql("select GENERATION from LATCHKEY_TRUSTED_DEVICE where USER_ID = '"
                + admin().userId(first.user()) + "' and ENDED_AT is null"));

        SignIn next = SignIn.withPassword(tabs.get(0).browser().reopened(), first.user());
        assertTrue(next.page().authorizationCode().isPresent(), next.page()::text);
    }

    /** Each request makes room among the devices of the user, who has none yet. */
    @Test
    void twentyUsersWhoTrustTheirFirstDeviceAtOnceAllGetIn() {
        List<SignIn> signIns = admin().users("first", THREADS).stream()
                .map(user -> SignIn.withPassword(new Browser(url()), user)).toList();
        List<String> codes = signIns.stream().map(signIn -> mail(signIn, 1).code()).toList();

        List<Page> pages = Burst.of(THREADS, i -> signIns.get(i).codeAndTrust(codes.get(i)));

        pages.forEach(page -> assertTrue(page.authorizationCode().isPresent(), page::text));
    }

    @Test
    void twentyRedemptionsOfASecretCodeAtOnceConvergeOnOneSuccessor() {
        TokenClient phone = TokenClient.of(url(), Admin.REALM, MOBILE);
        SignIn signIn = new SignIn(new Browser(url()), newcomer("phone"));
        signIn.openFor(MOBILE, "openid secret_code");
        signIn.password();
        signIn.code(mail(signIn, 1).code());
        String code = signIn.tokens(phone).json().get("secret_code").asText();

        List<String> successors = Burst.of(THREADS, i ->
                phone.secretCode(code).json().path("secret_code").asText("refused"));
        assertEquals(1, successors.stream().distinct().count(), successors::toString);
        assertTrue(phone.secretCode(successors.get(0)).given());
    }

    @Test
    void ofTwentyUsesOfARefreshTokenAtOnceOneIsTaken() {
        TokenClient app = TokenClient.of(url(), Admin.REALM, "demo-app");
        SignIn signIn = signIn("refreshed");
        signIn.code(mail(signIn, 1).code());
        String token = signIn.tokens(app).refreshToken();
        List<Boolean> given = Burst.of(THREADS, i -> app.refresh(token).given());
        assertEquals(1, Collections.frequency(given, true), given::toString);
    }

    @Test
    void eventsReachTheWebhookInOrderAndOnce() {
        List<String> users = admin().users("audited", 3);
        List<String> ids = users.stream().map(admin()::userId).toList();
        admin().passwordGrant().webhook(receiver.url());
        WebhookLoad.failures(List.of(url()), users, 8);
        Eventually.see(Duration.ofMinutes(4), () -> ids.stream()
                .allMatch(id -> WebhookLoad.received(receiver.taken(), id).size() == 8), Boolean.TRUE::equals);
        WebhookLoad.assertComplete(admin(), receiver, ids);
    }

    @Test
    void anAppSignsUpAndResetsAPassword() {
        signsUpAndResets(url(), smtp(), "from-an-app");
    }

    /**
     * An app signs a user up and resets the password, and the user signs in with it.
     *
     * @param url  of the server
     * @param smtp takes its mails
     * @param name name of the user, one that no account has yet
     */
    static void signsUpAndResets(String url, SmtpServer smtp, String name) {
        Browser app = new Browser(url);
        String address = name + "@example.com";
        String signUp = challenge(app, "registrations", Map.of("client_id", "native", "password", PASSWORD,
                "attributes", Map.of("username", name, "email", address, "firstName", "Nora", "lastName", "New")));
        verify(app, signUp, Map.of("client_id", "native", "code", smtp.await(address, 1).code()));

        String reset = challenge(app, "challenges",
                Map.of("client_id", "native", "purpose", "password_reset", "address", address));
        verify(app, reset, Map.of("client_id", "native", "code", smtp.await(address, 2).code(),
                "password", "a third horse"));
        SignIn old = new SignIn(new Browser(url), address);
        old.open();
        assertFalse(old.password(PASSWORD).asksForCode());
        assertTrue(old.password("a third horse").asksForCode(), old.page()::text);
    }

    private static String challenge(Browser app, String endpoint, Map<String, Object> request) {
        Page answer = app.postJson(ENDPOINTS + endpoint, request);
        assertEquals(202, answer.status(), answer::body);
        return Json.read(answer.body()).get("challenge_id").asText();
    }

    private static void verify(Browser app, String challenge, Map<String, Object> answer) {
        Page verified = app.postJson(ENDPOINTS + "challenges/" + challenge + "/verification", answer);
        assertEquals(204, verified.status(), verified::body);
    }
}
