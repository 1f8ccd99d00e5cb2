package dev.latchkey.quickstart;

import static dev.latchkey.quickstart.LocalPages.OK;
import static dev.latchkey.quickstart.LocalPages.escaped;
import static dev.latchkey.quickstart.LocalPages.send;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;

/**
 * Shows the mails of a {@link MailInbox} and the texts of a {@link TextInbox} in a browser of this machine, as their
 * readers would see them, and lists both as JSON for scripts.
 */
final class InboxPage implements HttpHandler {

    /** Where it is served. */
    static final String PATH = "/";

    private static final Pattern MAIL = Pattern.compile("/mails/(\\d{1,6})");
    private static final String JSON = "/email";
    private static final int REFUSED = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="3">
            <title>Mails and texts of the quickstart</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
            ol { list-style: none; padding: 0; }
            pre { font: inherit; white-space: pre-wrap; margin: 0; }
            li { border-top: 1px solid; padding: .75rem 0; overflow-wrap: anywhere; }
            </style>
            </head>
            <body>
            <p><a href="/app">The demo app</a> <a href="/phone">Send a text</a></p>
            <h1>Mails</h1>
            %s
            <h2>Texts</h2>
            %s
            </body>
            </html>
            """;

    private final MailInbox inbox;
    private final TextInbox texts;

    /**
     * @param inbox the mails
     * @param texts the texts
     */
    InboxPage(MailInbox inbox, TextInbox texts) {
        this.inbox = inbox;
        this.texts = texts;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher mail = MAIL.matcher(path);
        if (exchange.getRequestMethod().equals("POST") && path.equals(TextInbox.PATH)) {
            take(exchange);
        } else if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, NOT_ALLOWED, "There is nothing to send here.");
        } else if (path.equals(PATH)) {
            send(exchange, OK, PAGE.formatted(list(), textList()));
        } else if (path.equals(JSON)) {
            send(exchange, OK, "application/json", MailJson.list(inbox.mails()));
        } else if (path.equals(TextInbox.PATH)) {
            send(exchange, OK, "application/json", MailJson.ofTexts(texts.texts()));
        } else if (mail.matches() && Integer.parseInt(mail.group(1)) < inbox.mails().size()) {
            send(exchange, OK, html(inbox.mails().get(Integer.parseInt(mail.group(1)))));
        } else {
            send(exchange, NOT_FOUND, "There is no such mail.");
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readNBytes(TextInbox.LARGEST), StandardCharsets.US_ASCII);
        boolean taken = texts.take(exchange.getRequestHeaders().getFirst(TextInbox.KEY_HEADER), form);
        send(exchange, taken ? OK : REFUSED, taken ? "Taken." : "Keycloak alone sends texts here.");
    }

    private String list() {
        List<MimeMessage> mails = inbox.mails();
        if (mails.isEmpty()) {
            return "<p>None yet. This page looks again every three seconds.</p>";
        }
        return IntStream.range(0, mails.size()).map(i -> mails.size() - 1 - i)
                .mapToObj(i -> "<li><a href=\"/mails/" + i + "\">" + escaped(MailPrinter.subject(mails.get(i)))
                        + "</a><br>to " + escaped(MailPrinter.recipients(mails.get(i))) + "</li>")
                .collect(Collectors.joining("\n", "<ol>\n", "\n</ol>"));
    }

    private String textList() {
        List<TextInbox.Text> taken = texts.texts();
        return IntStream.range(0, taken.size()).map(i -> taken.size() - 1 - i).mapToObj(taken::get)
                .map(text -> "<li>to " + escaped(text.number()) + "<pre>" + escaped(text.body()) + "</pre></li>")
                .collect(Collectors.joining("\n", "<ol>\n", "\n</ol>"));
    }

    /** The part that mail programs show, else the text. */
    private static String html(MimeMessage mail) {
        try {
            Optional<String> html = MailPrinter.part(mail, "text/html");
            return html.isPresent() ? html.get()
                    : "<pre>" + escaped(MailPrinter.part(mail, "text/plain").orElse("(empty)")) + "</pre>";
        } catch (MessagingException | IOException e) {
            return escaped("This mail cannot be read: " + e.getMessage());
        }
    }
}
