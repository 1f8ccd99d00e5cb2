package dev.latchkey.sample.spring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;

/** Needs a demo realm that runs, in the property {@code realm}, and its mails as JSON, in {@code inbox}. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SpringSampleTest {

    private static final String PASSWORD = "a long demo password";

    @LocalServerPort
    private int port;

    @Value("${realm}")
    private String realm;

    @Value("${inbox:http://localhost:8025/email}")
    private String inbox;

    @Autowired
    private OAuth2AuthorizedClientService clients;

    private final HttpClient http = HttpClient.newHttpClient();
    private final WebClient browser = new WebClient();

    @BeforeEach
    void withoutScripts() {
        browser.getOptions().setJavaScriptEnabled(false);
        browser.getOptions().setCssEnabled(false);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void aUserSignsInByPasswordAndMailedCodeAndTheApiTakesTheToken() throws IOException, InterruptedException {
        Demo demo = new Demo(realm, inbox);
        String user = "spring-" + System.nanoTime() + "@example.com";
        demo.signUp(user, PASSWORD);

        HtmlPage password = browser.getPage(at("/"));
        assertTrue(password.getUrl().toString().startsWith(realm), () -> password.getUrl().toString());
        type(password, "username", user);
        type(password, "password", PASSWORD);
        HtmlPage code = password.getElementByName("login").click();
        assertFalse(isSignedIn(code), "the password alone signs in");

        type(code, "code", demo.code(text(code, "latchkey-reference")));
        HtmlPage home = code.getElementByName("login").click();

        assertTrue(isSignedIn(home), home::asNormalizedText);
        assertEquals(user, text(home, "user"));
        assertEquals("pwd and otp", text(home, "amr"));

        String token = clients.loadAuthorizedClient("latchkey", user).getAccessToken().getTokenValue();
        JsonNode me = new ObjectMapper().readTree(api(token).body());
        assertEquals(user, me.get("user").asText());
        assertEquals(List.of("pwd", "otp"), me.findValues("amr").get(0).valueStream().map(JsonNode::asText).toList());
        assertEquals(401, api(token.substring(0, token.length() - 8) + "AAAAAAAA").statusCode());

        home.getForms().get(0).getElementsByTagName("button").get(0).click();
        HtmlPage again = browser.getPage(at("/"));
        assertTrue(again.getUrl().toString().startsWith(realm), "the realm's session has ended too");
    }

    @Test
    void withoutATokenTheApiRefuses() throws IOException, InterruptedException {
        assertEquals(401, http.send(HttpRequest.newBuilder(URI.create(at("/api/me"))).build(),
                HttpResponse.BodyHandlers.ofString()).statusCode());
    }

    private HttpResponse<String> api(String token) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(at("/api/me"))).header("Authorization", "Bearer " + token)
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void type(HtmlPage page, String field, String text) throws IOException {
        page.<HtmlInput>getElementByName(field).type(text);
    }

    private boolean isSignedIn(HtmlPage page) {
        return page.getUrl().toString().startsWith(at("/"));
    }

    private String at(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private static String text(HtmlPage page, String id) {
        return page.getElementById(id).getTextContent().strip();
    }
}
