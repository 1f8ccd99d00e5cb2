package dev.latchkey.quickstart;

import static dev.latchkey.quickstart.LocalPages.OK;
import static dev.latchkey.quickstart.LocalPages.escaped;
import static dev.latchkey.quickstart.LocalPages.redirect;
import static dev.latchkey.quickstart.LocalPages.send;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/**
 * A web application of the demo realm, to see what an application gets: it signs its user in by OpenID Connect
 * (authorization code with PKCE, RFC 7636) and shows the claims of the tokens. It keeps the tokens itself, in memory,
 * and the browser gets a cookie.
 */
final class DemoApp implements HttpHandler {

    /** Where it is served. */
    static final String PATH = "/app";
    /** Where browsers return to from Keycloak; the demo realm allows it on every port. */
    static final String CALLBACK = "/callback";

    private static final String SIGN_IN = PATH + "/sign-in";
    private static final String SIGN_IN_AGAIN = PATH + "/sign-in-again";
    private static final String REFRESH = PATH + "/refresh";
    private static final String SIGN_OUT = PATH + "/sign-out";
    private static final String CLIENT = "demo-app";
    private static final String COOKIE = "latchkey_demo_app";
    private static final int REFUSED = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int MOST_BROWSERS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Demo app</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
            pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid; padding: .75rem; }
            nav a { display: inline-block; margin-right: 1.5rem; padding: .5rem 0; }
            </style>
            </head>
            <body>
            <h1>Demo app</h1>
            %s
            </body>
            </html>
            """;
    private static final String SIGNED_OUT = """
            <p>%s</p>
            <nav><a href="/app/sign-in">Sign in</a><a href="/">Mails and texts</a></nav>
            """;
    private static final String SIGNED_IN = """
            <p>Signed in as <strong>%s</strong>.</p>
            <nav><a href="/app/refresh">Refresh the tokens</a><a href="/app/sign-in-again">Sign in again</a>\
            <a href="/app/sign-out">Sign out</a><a href="/">Mails and texts</a></nav>
            <h2>ID token</h2>
            <pre>%s</pre>
            <h2>Access token</h2>
            <pre>%s</pre>
            <h2>The answer that had them</h2>
            <pre>%s</pre>
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What is known of a browser. */
    private static final class Visit {
        private String state = "";
        private String verifier = "";
        private JsonNode tokens;
    }

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String realm;
    private final String base;
    private final Map<String, Visit> visits = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Visit> eldest) {
            return size() > MOST_BROWSERS;
        }
    });

    /**
     * @param realm issuer of the realm
     * @param base  where browsers find the app, without a path
     */
    DemoApp(String realm, String base) {
        this.realm = realm;
        this.base = base;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, NOT_ALLOWED, "There is nothing to send here.");
            return;
        }
        if (!base.endsWith("//" + exchange.getRequestHeaders().getFirst("Host"))) {
            // as 127.0.0.1, whose cookies Keycloak's answer would not come with
            redirect(exchange, base + PATH);
            return;
        }
        Visit visit = visit(exchange);
        switch (path) {
            case PATH -> show(exchange, visit, "");
            case SIGN_IN -> redirect(exchange, authorization(visit, Map.of()));
            case SIGN_IN_AGAIN -> redirect(exchange, authorization(visit, Map.of("prompt", "login")));
            case CALLBACK -> returned(exchange, visit);
            case REFRESH -> refresh(exchange, visit);
            case SIGN_OUT -> signOut(exchange, visit);
            default -> send(exchange, NOT_FOUND, "There is no such page.");
        }
    }

    /** The browser's, by its cookie; a new one gets a cookie. */
    private Visit visit(HttpExchange exchange) {
        Optional<Visit> known = exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split("; ?")))
                .filter(cookie -> cookie.startsWith(COOKIE + '='))
                .map(cookie -> visits.get(cookie.substring(COOKIE.length() + 1)))
                .filter(visit -> visit != null)
                .findFirst();
        return known.orElseGet(() -> {
            String id = random();
            Visit visit = new Visit();
            visits.put(id, visit);
            exchange.getResponseHeaders().add("Set-Cookie", COOKIE + '=' + id + "; Path=/; HttpOnly; SameSite=Lax");
            return visit;
        });
    }

    private String authorization(Visit visit, Map<String, String> more) {
        visit.state = random();
        visit.verifier = random();
        Map<String, String> request = new TreeMap<>(more);
        request.putAll(Map.of("client_id", CLIENT, "response_type", "code", "scope", "openid", "state", visit.state,
                "redirect_uri", base + CALLBACK, "code_challenge_method", "S256",
                "code_challenge", sha256(visit.verifier)));
        return endpoint("auth") + '?' + form(request);
    }

    private void returned(HttpExchange exchange, Visit visit) throws IOException {
        Map<String, String> answer = query(exchange.getRequestURI());
        if (answer.isEmpty()) {
            // from a sign-out
            redirect(exchange, PATH);
        } else if (visit.state.isEmpty() || !visit.state.equals(answer.get("state"))) {
            show(exchange, visit, "This sign-in was not begun in this browser. Begin anew.");
        } else if (answer.containsKey("code")) {
            visit.state = "";
            fetch(exchange, visit, Map.of("grant_type", "authorization_code", "code", answer.get("code"),
                    "redirect_uri", base + CALLBACK, "code_verifier", visit.verifier));
        } else {
            visit.state = "";
            show(exchange, visit, "Keycloak answers: " + answer.get("error"));
        }
    }

    private void refresh(HttpExchange exchange, Visit visit) throws IOException {
        if (visit.tokens == null) {
            redirect(exchange, PATH);
        } else {
            fetch(exchange, visit, Map.of("grant_type", "refresh_token",
                    "refresh_token", visit.tokens.path("refresh_token").asText()));
        }
    }

    private void fetch(HttpExchange exchange, Visit visit, Map<String, String> grant) throws IOException {
        Map<String, String> request = new TreeMap<>(grant);
        request.put("client_id", CLIENT);
        try {
            HttpResponse<String> response = http.send(HttpRequest.newBuilder(URI.create(endpoint("token")))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form(request))).build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            visit.tokens = response.statusCode() == OK ? answer : null;
            if (visit.tokens == null) {
                show(exchange, visit, "Keycloak answers: " + answer.path("error").asText() + ", "
                        + answer.path("error_description").asText());
            } else {
                redirect(exchange, PATH);
            }
        } catch (IOException e) {
            show(exchange, visit, "Keycloak does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            show(exchange, visit, "The quickstart is stopping.");
        }
    }

    private void signOut(HttpExchange exchange, Visit visit) throws IOException {
        if (visit.tokens == null) {
            redirect(exchange, PATH);
            return;
        }
        String hint = visit.tokens.path("id_token").asText();
        visit.tokens = null;
        redirect(exchange, endpoint("logout") + '?'
                + form(Map.of("id_token_hint", hint, "post_logout_redirect_uri", base + CALLBACK)));
    }

    private void show(HttpExchange exchange, Visit visit, String problem) throws IOException {
        JsonNode tokens = visit.tokens;
        if (tokens == null || !problem.isEmpty()) {
            send(exchange, problem.isEmpty() ? OK : REFUSED, PAGE.formatted(SIGNED_OUT.formatted(
                    escaped(problem.isEmpty() ? "No user is signed in to this app." : problem))));
            return;
        }
        JsonNode claims = claims(tokens.path("id_token").asText());
        Map<String, String> rest = new TreeMap<>();
        tokens.fields().forEachRemaining(field -> rest.put(field.getKey(),
                field.getKey().endsWith("_token") ? "…" : field.getValue().asText()));
        send(exchange, OK, PAGE.formatted(SIGNED_IN.formatted(escaped(claims.path("preferred_username").asText()),
                escaped(claims.toPrettyString()),
                escaped(claims(tokens.path("access_token").asText()).toPrettyString()),
                escaped(JSON.valueToTree(rest).toPrettyString()))));
    }

    /** To show them: they come from Keycloak itself, which the app has asked. */
    private static JsonNode claims(String token) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private String endpoint(String name) {
        return realm + "/protocol/openid-connect/" + name;
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> query(URI address) {
        return address.getRawQuery() == null ? Map.of() : Arrays.stream(address.getRawQuery().split("&"))
                .map(field -> field.split("=", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0],
                        field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8), (first, second) -> first));
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String sha256(String text) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
