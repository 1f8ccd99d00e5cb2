package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxPageTest {

    private static final String HEADERS = "KC_SPI_LATCHKEY_SMS_GATEWAY__HTTP__HEADERS";
    private static final String TO = "alice@latchkey.example";

    private final MailInbox inbox = MailInbox.start(0);
    private final TextInbox texts = new TextInbox(text -> { });
    private final LocalPages page = LocalPages.start(0);
    private final HttpClient browser = HttpClient.newHttpClient();

    @BeforeEach
    void serve() {
        page.serve(InboxPage.PATH, new InboxPage(inbox, texts));
    }

    @AfterEach
    void stop() {
        page.close();
        inbox.close();
    }

    @Test
    void listsTheNewestMailFirstAndShowsEach() throws Exception {
        assertTrue(get("/").body().contains("None yet"));
        text("first", "the text of the first");
        html("second", "plain", "<p>the page of the second</p>");

        String list = get("/").body();
        assertTrue(list.indexOf("second") < list.indexOf("first") && list.contains(TO), list);
        assertTrue(get("/mails/0").body().contains("<pre>the text of the first"), () -> list);
        assertEquals("<p>the page of the second</p>", get("/mails/1").body().strip());
        assertEquals(404, get("/mails/2").statusCode());
        assertEquals(404, get("/mails/999999999").statusCode());
        assertEquals(404, get("/other").statusCode());
    }

    @Test
    void listsTheMailsAsJson() throws Exception {
        assertEquals(0, json().size());
        text("first \"\\", "line 1\r\nline\t2 \u00e4");
        html("second", "plain", "<p>the page of the second</p>");

        JsonNode mails = json();
        assertEquals("first \"\\", mails.at("/0/subject").asText());
        assertEquals("line 1\nline\t2 \u00e4", mails.at("/0/text").asText().strip());
        assertEquals(TO, mails.at("/1/to/0/address").asText());
        assertEquals("plain", mails.at("/1/text").asText());
        assertEquals(2, mails.size());
    }

    /** As a page of another site includes a script, whose type the browser then refuses. */
    @Test
    void attack_theJsonAsAScript_isNone() throws Exception {
        HttpResponse<String> mails = get("/email");
        assertEquals("application/json; charset=utf-8", mails.headers().firstValue("Content-Type").orElse(""));
        assertEquals("nosniff", mails.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertTrue(mails.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        assertTrue(statusLine("GET /email HTTP/1.1\r\nHost: evil.example").contains(" 403 "));
    }

    private JsonNode json() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get("/email").body());
    }

    @Test
    void attack_namesInMails_areTextAndRunNothing() throws Exception {
        text("<script>alert(1)</script>", "<img src=x onerror=alert(1)>");
        assertFalse(get("/").body().contains("<script>"));
        HttpResponse<String> mail = get("/mails/0");
        assertFalse(mail.body().contains("<img"), mail::body);
        assertTrue(mail.headers().firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none';"));
        assertEquals("no-store", mail.headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void showsTheTextsThatKeycloakSends() throws Exception {
        assertEquals(200, post(texts.environment(page.port()).get(HEADERS).split(": ")[1],
                "to=%2B4915123456789&text=Code%3A+%3Cb%3E123456%0A%40localhost+%23123456").statusCode());

        assertEquals("http://127.0.0.1:" + page.port() + "/texts",
                texts.environment(page.port()).get(HEADERS.replace("HEADERS", "URL")));
        String list = get("/").body();
        assertTrue(list.contains(
                "<li>to +4915123456789<pre>Code: &lt;b&gt;123456\n@localhost #123456</pre></li>"), list);
        HttpResponse<String> json = get("/texts");
        assertEquals("application/json; charset=utf-8", json.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                "[{\"number\":\"+4915123456789\",\"text\":\"Code: <b>123456\\n@localhost #123456\"}]", json.body());
    }

    @Test
    void attack_aTextThatKeycloakDidNotSend_isNotShown() throws Exception {
        assertEquals(400, post("guessed", "to=1&text=x").statusCode());
        assertEquals(400, post("", "to=1&text=x").statusCode());
        assertEquals(400, post(texts.environment(page.port()).get(HEADERS).split(": ")[1],
                "to=1&text=" + "x".repeat(10_000)).statusCode());
        assertTrue(statusLine("POST /texts HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0").contains(" 403 "));
        assertEquals(0, texts.texts().size());
    }

    private HttpResponse<String> post(String key, String form) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + "/texts"))
                .header(TextInbox.KEY_HEADER, key).POST(HttpRequest.BodyPublishers.ofString(form)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** As a page of another site does whose name leads to this machine. */
    @Test
    void attack_anotherSitesName_showsNoMail() throws IOException {
        text("secret", "123456");
        assertTrue(statusLine("GET / HTTP/1.1\r\nHost: evil.example:" + page.port()).contains(" 403 "));
        assertTrue(statusLine("GET / HTTP/1.1\r\nHost: localhost.evil.example").contains(" 403 "));
        assertTrue(statusLine("GET / HTTP/1.1\r\nHost: LOCALHOST:" + page.port()).contains(" 200 "));
        assertTrue(statusLine("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0").contains(" 405 "));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return browser.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String statusLine(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", page.port())) {
            socket.getOutputStream().write((request + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    private void text(String subject, String text) {
        GreenMailUtil.sendTextEmail(TO, "noreply@latchkey.example", subject, text, setup());
    }

    private void html(String subject, String text, String html) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", String.valueOf(inbox.port()));
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom(new InternetAddress("noreply@latchkey.example"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(TO));
        mail.setSubject(subject);
        MimeMultipart parts = new MimeMultipart("alternative");
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(text);
        MimeBodyPart page = new MimeBodyPart();
        page.setContent(html, "text/html; charset=utf-8");
        parts.addBodyPart(plain);
        parts.addBodyPart(page);
        mail.setContent(parts);
        Transport.send(mail);
    }

    private ServerSetup setup() {
        return new ServerSetup(inbox.port(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    }
}
