package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Json;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every form of hostname that an operator may set, and the URLs in mails, pages and metadata that follow from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrontendUrlIT {

    private static final String PREFIX = "/auth";
    private static final String REALM = "/realms/" + Admin.REALM;
    private static final String AUTHORIZATION = REALM + "/protocol/openid-connect/auth?client_id=demo-app"
            + "&response_type=code&scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    private static final String METADATA = REALM + "/.well-known/openid-configuration";
    private static final String CHALLENGE = REALM + "/latchkey-otp/authorize-challenge";
    private static final String NO_LINK = "mails hold no link";
    private static final Pattern FORGOTTEN = Pattern.compile("href=\"([^\"]*reset-credentials[^\"]*)\"");

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node("dev-file", "frontend-url").prepared();
    private final PrefixProxy proxy = new PrefixProxy(PREFIX, node.baseUrl());

    @AfterEach
    void stopServer() {
        node.stop();
    }

    @AfterAll
    void stop() {
        proxy.close();
        smtp.close();
    }

    /**
     * The server sees neither the proxy's host nor its path; the URLs that it writes are the frontend's nevertheless.
     */
    @Test
    void behindAProxyThatStripsThePathTheLinkSignsIn() {
        node.start(server -> server.option("hostname", proxy.url() + PREFIX)
                .option("hostname-backchannel-dynamic", "true"));
        Browser browser = new Browser(proxy.url());
        SignIn signIn = begin(browser, "proxied", PREFIX);

        String link = mail(signIn).link();
        assertTrue(link.startsWith(proxy.url() + PREFIX + REALM + "/latchkey-otp/links/"), link);
        Page page = browser.get(link);
        assertFalse(Pattern.compile("[\"'](https?://127\\.0\\.0\\.1:\\d+)?/(realms|resources)/").matcher(page.body())
                .find(), page::body);
        assertTrue(signIn.link(link).authorizationCode().isPresent(), signIn.page()::toString);

        SignIn trusting = begin(new Browser(proxy.url()), "trusting", PREFIX);
        assertTrue(trusting.codeAndTrust(mail(trusting).code()).authorizationCode().isPresent());
        assertTrue(proxy.cookies().stream().allMatch(cookie -> cookie.startsWith("latchkey_device_")
                ? cookie.matches("(?i).*;\\s*path=/(;.*|$)")
                : cookie.matches("(?i).*;\\s*path=" + PREFIX + REALM + "/(;.*|$)")), proxy.cookies()::toString);

        String endpoint = proxy.url() + PREFIX + CHALLENGE;
        assertEquals(endpoint, endpoint(browser.get(PREFIX + METADATA)));
        assertEquals(endpoint, endpoint(new Browser(node.baseUrl()).get(METADATA)), "asked from inside");
        assertNotEquals(404, browser.post(endpoint, Map.of("client_id", "native")).status());
    }

    @Test
    void aFullUrlIsWhatLinksBeginWith_attack_whateverHostTheRequestNames() {
        node.start(server -> { });
        SignIn signIn = begin(new Browser(node.baseUrl()), "full", "");
        String link = mail(signIn).link();
        assertTrue(link.startsWith(node.baseUrl() + REALM + "/latchkey-otp/links/"), link);
        assertTrue(signIn.link(link).authorizationCode().isPresent(), signIn.page()::toString);

        String attacked = mail(begin(attacker("evil.example:1"), "attacked", "")).link();
        assertTrue(attacked.startsWith(node.baseUrl() + REALM + "/latchkey-otp/links/"), attacked);
    }

    /**
     * Port, scheme and path would be those of the request, and an attacker who sends it in a user's name could choose
     * them.
     */
    @Test
    void aBareHostPutsNoLinkIntoMails_attack_whateverPortTheRequestNames() {
        node.start(server -> server.option("hostname", "localhost").option("proxy-headers", "xforwarded"));
        String port = node.baseUrl().substring(node.baseUrl().lastIndexOf(':'));
        withoutLink(begin(new Browser(node.baseUrl()).header("Host", "localhost" + port), "bare", ""));
        withoutLink(begin(new Browser(node.baseUrl()).header("Host", "localhost"), "default", ""));
        withoutLink(begin(attacker("localhost:1"), "port", ""));
        assertTrue(node.log().contains(NO_LINK));
        wrongCodesCloseTheResetForTheDay_andNotTheSignIn();

        String frontend = "https://login.example:8443";
        node.admin().frontendUrl(frontend);
        assertTrue(mail(begin(attacker("localhost:1"), "realm", "")).link()
                .startsWith(frontend + REALM + "/latchkey-otp/links/"));
        assertEquals(frontend + CHALLENGE, endpoint(new Browser(node.baseUrl()).get(METADATA)));
        node.admin().frontendUrl("");
    }

    @Test
    void withoutAHostnameMailsHoldNoLink() {
        node.startWithoutHostname();
        withoutLink(begin(new Browser(node.baseUrl()), "none", ""));
        withoutLink(begin(attacker("evil.example"), "host", ""));
    }

    /** Nothing but a code can be mailed there: when the day's codes are spent, the page says until when. */
    private void wrongCodesCloseTheResetForTheDay_andNotTheSignIn() {
        Admin admin = node.admin().roomy(smtp.port())
                .attributes(Map.of("latchkey.limits.guard-daily", "3"));
        String user = admin.users("guessed", 1).get(0);
        SignIn guesses = forgotten(user);
        String code = smtp.await(Admin.address(user), 1).code();
        String wrong = code.equals("000000") ? "000001" : "000000";
        for (int i = 0; i < 3; i++) {
            guesses.code(wrong);
        }

        SignIn owner = forgotten(user);
        assertEquals(429, owner.page().status(), owner.page()::toString);
        assertTrue(owner.page().text().contains("Too many wrong codes. Codes are locked"), owner.page()::text);
        assertFalse(owner.page().text().contains("link"), owner.page()::text);
        assertFalse(node.log().contains("neither a code nor a link"), node::log);
        assertEquals(1, smtp.count(Admin.address(user)));
        SignIn signIn = SignIn.withPassword(new Browser(node.baseUrl()), user);
        assertTrue(signIn.code(smtp.await(Admin.address(user), 2).code()).authorizationCode().isPresent(),
                signIn.page()::toString);
        admin.attributes(Map.of("latchkey.limits.guard-daily", "10"));
    }

    private SignIn forgotten(String user) {
        SignIn signIn = new SignIn(new Browser(node.baseUrl()), user);
        Matcher link = FORGOTTEN.matcher(signIn.open().body());
        assertTrue(link.find(), signIn.page()::toString);
        signIn.open(link.group(1).replace("&amp;", "&"));
        signIn.submit("kc-reset-password-form", Map.of("username", user));
        return signIn;
    }

    private Browser attacker(String host) {
        return new Browser(node.baseUrl()).header("Host", host).header("X-Forwarded-Host", host)
                .header("X-Forwarded-Port", "1").header("X-Forwarded-Proto", "https")
                .header("Forwarded", "host=" + host + ";proto=https");
    }

    private SignIn begin(Browser browser, String user, String prefix) {
        Admin admin = node.admin().roomy(smtp.port()).policy(Map.of("link_number_matching", "true"));
        SignIn signIn = new SignIn(browser, admin.users(user, 1).get(0));
        signIn.open(prefix + AUTHORIZATION);
        signIn.password();
        return signIn;
    }

    private Mail mail(SignIn signIn) {
        return smtp.await(Admin.address(signIn.user()), 1);
    }

    private void withoutLink(SignIn signIn) {
        Mail mail = mail(signIn);
        assertFalse(mail.text().contains("/links/"), mail.text());
        assertFalse(signIn.page().text().contains("link"), signIn.page()::text);
        assertFalse(signIn.page().body().contains("latchkey-number"), "no link asks for a number");
        assertTrue(signIn.code(mail.code()).authorizationCode().isPresent(), signIn.page()::toString);
    }

    private static String endpoint(Page metadata) {
        return Json.read(metadata.body()).get("authorization_challenge_endpoint").asText();
    }
}
