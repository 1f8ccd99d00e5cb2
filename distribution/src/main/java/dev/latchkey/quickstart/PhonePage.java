package dev.latchkey.quickstart;

import static dev.latchkey.quickstart.LocalPages.OK;
import static dev.latchkey.quickstart.LocalPages.escaped;
import static dev.latchkey.quickstart.LocalPages.send;
import static dev.latchkey.quickstart.LocalPages.sendForm;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/**
 * Stands for the telephones of users who send a text: a form with a number and a text, which {@link SentTexts} reports
 * to Keycloak. A page of another site cannot post it.
 */
final class PhonePage implements HttpHandler {

    /** Where it is served. */
    static final String PATH = "/phone";

    private static final int LARGEST = 8_192;
    private static final int REFUSED = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_ALLOWED = 405;
    private static final int UNREACHABLE = 502;
    private static final int ACCEPTED = 204;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Send a text</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
            label, input, button { display: block; font: inherit; margin-top: .75rem; }
            input { width: 20rem; max-width: 100%%; box-sizing: border-box; }
            </style>
            </head>
            <body>
            <p><a href="/">Mails and texts</a></p>
            <h1>Send a text</h1>
            <p>As a telephone does whose user proves its number by the word that a page or an app shows.</p>
            <p role="status">%s</p>
            <form method="post" action="/phone">
            <label for="from">From, with the country code</label>
            <input id="from" name="from" type="tel" placeholder="+49 151 23456789" required>
            <label for="text">Text</label>
            <input id="text" name="text" autocomplete="off" required>
            <button>Send</button>
            </form>
            </body>
            </html>
            """;

    private final SentTexts texts;

    /** @param texts reports what is sent */
    PhonePage(SentTexts texts) {
        this.texts = texts;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            sendForm(exchange, OK, PAGE.formatted(""));
        } else if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, NOT_ALLOWED, "There is nothing of that kind here.");
        } else if (!isOwn(exchange)) {
            send(exchange, FORBIDDEN, "Send it from this page.");
        } else {
            post(exchange);
        }
    }

    /** Browsers name the site whose page posts a form; a script on this machine names none. */
    private static boolean isOwn(HttpExchange exchange) {
        String origin = exchange.getRequestHeaders().getFirst("Origin");
        return origin == null || origin.equals("http://" + exchange.getRequestHeaders().getFirst("Host"));
    }

    private void post(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readNBytes(LARGEST),
                StandardCharsets.US_ASCII));
        String from = form.getOrDefault("from", "").replaceAll("[\\s()/.-]", "");
        String text = form.getOrDefault("text", "").strip();
        if (!from.matches("\\+?\\d{4,15}") || text.isEmpty()) {
            sendForm(exchange, REFUSED, PAGE.formatted("A text needs the number that it is sent from, and words."));
            return;
        }
        int status = texts.send(from, text);
        sendForm(exchange, status == ACCEPTED ? OK : UNREACHABLE, PAGE.formatted(status == ACCEPTED
                ? "Keycloak has got the text from " + escaped(from) + ". Go on at the page or app that waits for it."
                : "Keycloak has not taken the text: status " + status + "."));
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&")).map(field -> field.split("=", 2)).filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0], field -> decoded(field[1]), (first, next) -> next));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
