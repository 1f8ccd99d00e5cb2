package dev.latchkey.it.container;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Signs alice in to the demo realm as a browser without scripts does: password, then the code or the link of the mail,
 * then tokens for the demo app. It needs the JDK alone, so that it also runs from the command line, without a build:
 * <pre>java ScriptedSignIn.java http://localhost:8080 http://localhost:1080/email code</pre>
 * With the address of the quickstart's demo app as another argument, it begins there, and ends by signing out there.
 */
public final class ScriptedSignIn {

    private static final String CALLBACK = "http://127.0.0.1/callback";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long INTERVAL_NANOS = Duration.ofMillis(200).toNanos();

    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");
    private static final Pattern REFERENCE = Pattern.compile("id=\"latchkey-reference\"[^>]*>([A-Z0-9]+)<");
    private static final Pattern SIGNED_IN = Pattern.compile("Signed in as <strong>([^<]+)<");
    private static final Pattern ID_TOKEN = Pattern.compile("\"id_token\":\"[^.\"]+\\.([^.\"]+)\\.");

    /** Which part of the mail is used. */
    public enum Way {
        /** The code is typed. */
        CODE,
        /** The link is opened, and its button pressed. */
        LINK
    }

    /** A source of mails. */
    @FunctionalInterface
    public interface Mails {
        /** @return the text of all mails; line breaks may be escaped as in JSON */
        String read() throws IOException, InterruptedException;
    }

    private final HttpClient http = plainHttp();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final URI realm;
    private final Mails mails;

    /**
     * @param baseUrl of Keycloak, without a slash at the end
     * @param mails   alice's mailbox
     */
    public ScriptedSignIn(String baseUrl, Mails mails) {
        this.realm = URI.create(baseUrl + "/realms/latchkey/");
        this.mails = mails;
    }

    /**
     * Signs in from the command line.
     *
     * @param arguments base URL of Keycloak; URL or file of the mails; {@code code} or {@code link}; the demo app's URL
     *                  or nothing
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Way way = Way.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        Mails mails = arguments[1].startsWith("http") ? mailsOf(URI.create(arguments[1]))
                : () -> Files.readString(Path.of(arguments[1]));
        ScriptedSignIn signIn = new ScriptedSignIn(arguments[0], mails);
        String user = arguments.length > 3 ? signIn.runInApp(arguments[3], way) : signIn.run(way);
        System.out.println(user + " has signed in by " + arguments[2]);
    }

    /**
     * Reads mails over HTTP.
     *
     * @param address where MailDev lists them as JSON
     * @return the mails
     */
    public static Mails mailsOf(URI address) {
        HttpClient client = plainHttp();
        return () -> client.send(HttpRequest.newBuilder(address).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    /**
     * Signs in.
     *
     * @param way which part of the mail is used
     * @return the user name in the ID token
     * @throws IllegalStateException if a page is not the expected one, or no mail comes in 30 seconds
     */
    public String run(Way way) throws IOException, InterruptedException {
        String verifier = random();
        Answer password = get(realm.resolve("protocol/openid-connect/auth?client_id=demo-app&response_type=code"
                + "&scope=openid&code_challenge_method=S256&code_challenge=" + sha256(verifier)
                + "&redirect_uri=" + URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8)));
        return token(answer(password, way), verifier);
    }

    /** Signs in to the demo app of the quickstart, lets it refresh its tokens, and signs out; returns the user name. */
    private String runInApp(String app, Way way) throws IOException, InterruptedException {
        String user = find(SIGNED_IN, answer(get(URI.create(app + "/sign-in")), way));
        if (!user.equals(find(SIGNED_IN, get(URI.create(app + "/refresh"))))) {
            throw new IllegalStateException("Another user after the refresh");
        }
        Answer end = get(URI.create(app + "/sign-out"));
        if (!end.body().contains("No user is signed in")) {
            throw new IllegalStateException("Not signed out, but at " + end);
        }
        return user;
    }

    private Answer answer(Answer password, Way way) throws IOException, InterruptedException {
        Answer code = post(password, action(password, "kc-form-login"),
                Map.of("username", "alice", "password", "alice-demo-password"));
        String reference = find(REFERENCE, code);
        Answer end = way == Way.CODE ? typeCode(code, reference) : openLink(reference);
        return doNotTrust(end);
    }

    private Answer typeCode(Answer page, String reference) throws IOException, InterruptedException {
        return post(page, action(page, "latchkey-code-form"),
                Map.of("code", awaitMail(reference, " {4}([0-9]{6,10})\\s"), "login", "true"));
    }

    private Answer openLink(String reference) throws IOException, InterruptedException {
        Answer page = get(URI.create(awaitMail(reference, "(http\\S+/latchkey-otp/links/\\S+)")));
        return post(page, action(page, "latchkey-link-form"), Map.of("token", find(TOKEN, page)));
    }

    /** After a link, a page of its own asks whether to trust the device; with a code, a box on its page does. */
    private Answer doNotTrust(Answer page) throws IOException, InterruptedException {
        return page.body().contains("latchkey-trust-form")
                ? post(page, action(page, "latchkey-trust-form"), Map.of("trust", "no"))
                : page;
    }

    private String token(Answer end, String verifier) throws IOException, InterruptedException {
        if (!end.address().toString().startsWith(CALLBACK)) {
            throw new IllegalStateException("Not signed in, but at " + end);
        }
        Pattern code = Pattern.compile("[?&]code=([^&]+)");
        Answer tokens = post(end, realm.resolve("protocol/openid-connect/token"), Map.of(
                "grant_type", "authorization_code", "client_id", "demo-app", "redirect_uri", CALLBACK,
                "code_verifier", verifier, "code", find(code, end.address().toString(), "authorization code")));
        String claims = new String(Base64.getUrlDecoder().decode(find(ID_TOKEN, tokens)), StandardCharsets.UTF_8);
        return find(Pattern.compile("\"preferred_username\":\"([^\"]+)\""), claims, "user name");
    }

    /** The content of the mail with this reference; older mails are in the same inbox. */
    private String awaitMail(String reference, String wanted) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile("Reference: " + reference + "\\s(?s:.*?)\n" + wanted);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            String text = mails.read().replace("\\r", "").replace("\\n", "\n");
            MatchResult found = pattern.matcher(text).results().findFirst().orElse(null);
            if (found != null) {
                return found.group(1);
            }
            LockSupport.parkNanos(INTERVAL_NANOS);
        }
        throw new IllegalStateException("No mail with the reference " + reference + " in " + PATIENCE.toSeconds()
                + " s");
    }

    private Answer get(URI address) throws IOException, InterruptedException {
        return follow(HttpRequest.newBuilder(address).GET());
    }

    private Answer post(Answer page, URI action, Map<String, String> fields) throws IOException, InterruptedException {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return follow(HttpRequest.newBuilder(page.address().resolve(action))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a request and follows redirects, except to the application, which does not exist. */
    private Answer follow(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest.Builder next = request;
        while (true) {
            String held = cookies.entrySet().stream().map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                    .collect(Collectors.joining("; "));
            HttpRequest sent = next.timeout(PATIENCE).header("Cookie", held).build();
            HttpResponse<String> response = http.send(sent, HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            URI target = response.headers().firstValue("Location").map(sent.uri()::resolve).orElse(null);
            if (target == null || target.toString().startsWith(CALLBACK)) {
                return new Answer(target == null ? sent.uri() : target, response.statusCode(), response.body());
            }
            next = HttpRequest.newBuilder(target).GET();
        }
    }

    /** Offers no upgrade to HTTP/2: MailDev answers that by closing the connection. */
    private static HttpClient plainHttp() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
    }

    /**
     * Stores a cookie by its name alone: every page is of one realm. Java's own cookie store does not send those for
     * HTTPS.
     */
    private void keep(String header) {
        String[] pair = header.split(";", 2)[0].split("=", 2);
        if (header.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static URI action(Answer page, String form) {
        String tag = find(Pattern.compile("(<form[^>]* id=\"" + form + "\"[^>]*>)"), page);
        return URI.create(find(ACTION, tag, "action").replace("&amp;", "&"));
    }

    private static String find(Pattern pattern, Answer page) {
        return find(pattern, page.body(), pattern + " at " + page);
    }

    private static String find(Pattern pattern, String text, String what) {
        return pattern.matcher(text).results().findFirst().map(found -> found.group(1))
                .orElseThrow(() -> new IllegalStateException("Not found: " + what));
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
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

    private record Answer(URI address, int status, String body) {
        @Override
        public String toString() {
            String text = body.replaceAll("(?s)<(script|style).*?</\\1>|<[^>]*>", " ").replaceAll("\\s+", " ").strip();
            return status + " " + address.getPath() + ": " + text.substring(0, Math.min(300, text.length()));
        }
    }
}
