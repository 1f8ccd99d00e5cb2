package dev.latchkey.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhonePageTest {

    /** What Keycloak has got: id, time, signature and body. */
    private final List<List<String>> reports = new CopyOnWriteArrayList<>();
    private final LocalPages page = LocalPages.start(0);
    private final HttpClient browser = HttpClient.newHttpClient();
    private HttpServer keycloak;
    private SentTexts texts;
    private volatile int answer = 204;

    @TempDir
    private Path vault;

    @BeforeEach
    void serve() throws IOException {
        keycloak = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keycloak.createContext("/realms/latchkey/latchkey-texts/inbound/http", exchange -> {
            reports.add(List.of(exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        keycloak.start();
        texts = new SentTexts("http://127.0.0.1:" + keycloak.getAddress().getPort() + "/realms/latchkey");
        page.serve(PhonePage.PATH, new PhonePage(texts));
    }

    @AfterEach
    void stop() {
        page.close();
        keycloak.stop(0);
    }

    @Test
    void reportsATextSignedByTheSecretOfTheVault() throws Exception {
        Map<String, String> environment = texts.environment(vault.resolve("vault"));
        byte[] key = Files.readAllBytes(Path.of(environment.get("KC_VAULT_DIR")).resolve("latchkey_texts"));
        assertEquals("texts", environment.get("KC_SPI_LATCHKEY_SMS_GATEWAY__HTTP__RECEIPT_SECRET"));
        assertTrue(key.length >= 24);
        assertTrue(send("GET", "").body().contains("<form"));

        HttpResponse<String> sent = send("POST", "from=%2B49+151+23456789&text=Hi+BCDFGHJK%21");

        assertEquals(200, sent.statusCode(), sent.body());
        List<String> report = reports.get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        assertEquals("v1," + Base64.getEncoder().encodeToString(mac.doFinal((report.get(0) + '.' + report.get(1) + '.'
                + report.get(3)).getBytes(StandardCharsets.UTF_8))), report.get(2));
        assertEquals(Map.of("from", "+4915123456789", "text", "Hi BCDFGHJK!"),
                new ObjectMapper().readValue(report.get(3), Map.class));
    }

    @Test
    void aBrowserSendsTheForm() throws Exception {
        Assumptions.assumeTrue(Chromium.installed(), "no Chromium");
        try (Chromium chromium = Chromium.open("http://127.0.0.1:" + page.port() + PhonePage.PATH, vault)) {
            chromium.run("document.getElementById('from').value = '+49 151 23456789';"
                    + " document.getElementById('text').value = 'Hi BCDFGHJK';"
                    + " document.querySelector('button').click()");

            String shown = chromium.await("document.body.innerText", text -> text.contains("Keycloak has"));
            assertTrue(shown.contains("Keycloak has got the text from +4915123456789."), shown);
        }
        assertEquals(Map.of("from", "+4915123456789", "text", "Hi BCDFGHJK"),
                new ObjectMapper().readValue(reports.get(0).get(3), Map.class));
    }

    @Test
    void saysThatATextWasNotTaken() throws Exception {
        answer = 403;
        HttpResponse<String> refused = send("POST", "from=4915123456789&text=x");
        assertEquals(502, refused.statusCode());
        assertTrue(refused.body().contains("status 403"), refused.body());
        assertEquals(400, send("POST", "from=%3Cb%3E&text=x").statusCode());
        assertEquals(400, send("POST", "from=%zz&text=x").statusCode());
        assertEquals(400, send("POST", "from=4915123456789").statusCode());
        assertEquals(1, reports.size());
    }

    @Test
    void attack_aPageOfAnotherSite_sendsNoText() throws Exception {
        String form = "from=4915123456789&text=x";
        assertEquals(403, send("POST", form, "Origin", "https://evil.example").statusCode());
        assertEquals(403, send("POST", form, "Origin", "null").statusCode());
        assertEquals(List.of(), reports);
        assertEquals(200, send("POST", form, "Origin", "http://127.0.0.1:" + page.port()).statusCode());
    }

    private HttpResponse<String> send(String method, String form, String... header) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + page.port() + PhonePage.PATH))
                .method(method, HttpRequest.BodyPublishers.ofString(form));
        if (header.length == 2) {
            request.header(header[0], header[1]);
        }
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
