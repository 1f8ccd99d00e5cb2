package dev.latchkey.it.server;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;

/**
 * Browsers and apps of users that go on working on two nodes while something fails: a phone with a rotating secret
 * code, an app that rotates refresh tokens and authenticates with a secret, a trusted browser, and trusted native apps
 * with and without a key. Each client repeats a request at the other node when a node does not answer it, or answers it
 * with 429 or 5xx. Beside them one-time codes, authorization codes and refresh tokens are presented at both nodes at
 * once.
 */
final class HonestClients {

    private static final String DEMO_APP = "demo-app";
    private static final String MOBILE = "mobile";
    private static final String CONFIDENTIAL = "mobile-confidential";
    private static final String NATIVE = "native";
    /** How long a client repeats a request before it gives up. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Number of visits after which a browser is opened anew and loses its session. */
    private static final int VISITS = 3;
    private static final Duration MAIL = Duration.ofSeconds(10);
    private static final int NEWCOMERS = 100;
    private static final int ADDRESSES = 200;

    private final List<String> nodes;
    private final Admin admin;
    private final SmtpServer smtp;
    private final TokenClient confidential;
    private final List<Runnable> clients = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final List<String> newcomers = new ArrayList<>();
    private volatile Figures figures = new Figures();
    private volatile boolean mailHangs;
    private volatile boolean clocksDiffer;
    private volatile int faults;
    private int batches;

    /** Signs all clients in at the first node; {@code each} is the number of every kind. */
    HonestClients(Node one, Node two, SmtpServer smtp, int each) {
        this.nodes = List.of(one.baseUrl(), two.baseUrl());
        this.admin = one.admin();
        this.smtp = smtp;
        this.confidential = TokenClient.of(one.baseUrl(), Admin.REALM, CONFIDENTIAL).withSecret(secret());
        for (int i = 0; i < each; i++) {
            clients.add(new Phone(user("phone-" + i + "-")));
            clients.add(new App(user("app-" + i + "-")));
            clients.add(new TrustedBrowser(user("browser-" + i + "-")));
            clients.add(new NativeApp(user("native-" + i + "-"), null));
            clients.add(new NativeApp(user("native-key-" + i + "-"), new DPoPKey()::proof));
        }
        clients.add(new Doubler());
    }

    private String secret() {
        String id = admin.call("GET", "/clients?clientId=" + CONFIDENTIAL, null).get(0).get("id").asText();
        return admin.call("POST", "/clients/" + id + "/client-secret", null).get("value").asText();
    }

    private String user(String prefix) {
        String user = admin.users(prefix, 1).get(0);
        users.add(user);
        return user;
    }

    /** Names of the users whose clients must never be asked for a factor again. */
    List<String> users() {
        return users;
    }

    /** Announces that no mail arrives for a while, so that no client waits for one. */
    void mailHangs(boolean hangs) {
        mailHangs = hangs;
    }

    /**
     * Announces that the nodes' clocks differ. Keycloak itself refuses a session that has begun on a node whose clock
     * is ahead, on every node that has not reached that time yet; browsers then begin a new one at each visit.
     */
    void clocksDiffer(boolean differ) {
        clocksDiffer = differ;
    }

    /** Runs all clients at once until the fault is over; returns and prints their results. */
    Figures during(String fault, Runnable work) {
        replenish();
        faults++;
        figures = new Figures();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            List<Future<?>> working = new ArrayList<>();
            for (Runnable client : clients) {
                working.add(threads.submit(() -> {
                    while (!over.get()) {
                        client.run();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }));
            }
            try {
                work.run();
            } finally {
                over.set(true);
            }
            for (Future<?> client : working) {
                client.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(fault, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
        System.out.printf("%-32s %s%n", fault, figures);
        return figures;
    }

    /** By the admin API, which must be reachable: before a fault begins. */
    private void replenish() {
        synchronized (newcomers) {
            if (newcomers.size() < NEWCOMERS / 2) {
                newcomers.addAll(admin.users("newcomer-" + ++batches + "-", NEWCOMERS));
            }
        }
    }

    private <T> T ask(Function<String, T> request, ToIntFunction<T> status) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int first = ThreadLocalRandom.current().nextInt(nodes.size());
        for (int attempt = 0;; attempt++) {
            String outcome;
            figures.requests.incrementAndGet();
            try {
                T answer = request.apply(nodes.get((first + attempt) % nodes.size()));
                int code = status.applyAsInt(answer);
                if (code < 500 && code != 429) {
                    return answer;
                }
                outcome = String.valueOf(answer);
            } catch (UncheckedIOException e) {
                outcome = e.toString();
            }
            figures.retries.incrementAndGet();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Neither node has served for " + PATIENCE + ": " + outcome);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Asks once; null when no answer arrives. */
    private <T> T attempt(Supplier<T> request) {
        figures.requests.incrementAndGet();
        try {
            return request.get();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private String anyNode() {
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }

    private SignIn withCode(SignIn signIn, boolean trust) {
        signIn.password();
        String code = smtp.await(Admin.address(signIn.user()), 1).code();
        Page page = trust ? signIn.codeAndTrust(code) : signIn.code(code);
        if (page.authorizationCode().isEmpty()) {
            throw new IllegalStateException(page.toString());
        }
        return signIn;
    }

    private static int status(TokenClient.Grant grant) {
        return grant.response().statusCode();
    }

    /**
     * From another address at each node and during each fault: a clock that is ahead uses up the minute's rate of an
     * address, and the apps would be told to wait.
     */
    private TokenClient nativeApp(String url) {
        return TokenClient.of(url, Admin.REALM, NATIVE)
                .withHeader("X-Forwarded-For", "10.0." + faults % ADDRESSES + '.' + nodes.indexOf(url));
    }

    private static Map<String, String> nativeSignIn(String user) {
        return Map.of("scope", "openid", "code_challenge", SignIn.CHALLENGE, "code_challenge_method", "S256",
                "username", user, "password", Admin.USER_PASSWORD);
    }

    private static String authSession(TokenClient.Grant answer) {
        return answer.json().get("auth_session").asText();
    }

    private static TokenClient.Grant tokens(TokenClient app, TokenClient.Grant done) {
        return app.nativeCode(done.json().get("authorization_code").asText(), SignIn.VERIFIER);
    }

    /**
     * An app whose public client cannot authenticate and therefore must not repeat a refresh: it redeems its secret
     * code instead.
     */
    private final class Phone implements Runnable {

        private final TokenClient app = TokenClient.of(nodes.get(0), Admin.REALM, MOBILE);
        private String code;

        Phone(String user) {
            SignIn signIn = new SignIn(new Browser(nodes.get(0)), user);
            signIn.openFor(MOBILE, "openid secret_code");
            code = withCode(signIn, false).tokens(app).json().get("secret_code").asText();
        }

        @Override
        public void run() {
            TokenClient.Grant grant = ask(url -> app.through(url, Admin.REALM).secretCode(code), HonestClients::status);
            if (!grant.given()) {
                figures.signInAgain.add("phone: " + grant.error());
                return;
            }
            code = grant.json().get("secret_code").asText();
            figures.requests.incrementAndGet();
            try {
                app.through(anyNode(), Admin.REALM).refresh(grant.refreshToken());
            } catch (UncheckedIOException e) {
                figures.retries.incrementAndGet();
            }
        }
    }

    private final class App implements Runnable {

        private String token;

        App(String user) {
            SignIn signIn = new SignIn(new Browser(nodes.get(0)), user);
            signIn.openFor(CONFIDENTIAL);
            token = withCode(signIn, false).tokens(confidential).refreshToken();
        }

        @Override
        public void run() {
            TokenClient.Grant grant = ask(url -> confidential.through(url, Admin.REALM).refresh(token),
                    HonestClients::status);
            if (grant.given()) {
                token = grant.refreshToken();
            } else {
                figures.signInAgain.add("app: " + grant.error());
            }
        }
    }

    private final class TrustedBrowser implements Runnable {

        private final String user;
        private Browser browser;
        private int visits;
        private boolean ahead;

        TrustedBrowser(String user) {
            this.user = user;
            SignIn signIn = new SignIn(new Browser(nodes.get(0)), user);
            signIn.open();
            browser = withCode(signIn, true).browser();
        }

        @Override
        public void run() {
            if (clocksDiffer || ahead || ++visits % VISITS == 0) {
                ahead = clocksDiffer;
                comeBack();
                return;
            }
            Page page = ask(url -> new SignIn(browser.through(url), user).open(), Page::status);
            if (page.authorizationCode().isEmpty()) {
                figures.signInAgain.add("browser: " + page);
                comeBack();
            }
        }

        /** Starts over at each try, as when the user opens the app once more. */
        private void comeBack() {
            Page page = ask(url -> {
                browser = browser.reopened().through(url);
                SignIn signIn = new SignIn(browser, user);
                Page form = signIn.open();
                return form.status() == 200 ? signIn.password() : form;
            }, Page::status);
            if (page.authorizationCode().isEmpty()) {
                figures.askedAgain.add("browser: " + page);
            }
        }
    }

    /**
     * An app that signs its user in without a browser, on a trusted device. With a key it repeats a refresh whose
     * answer was lost; without one it must not, and uses the tokens of its next sign-in.
     */
    private final class NativeApp implements Runnable {

        private final String user;
        private final BinaryOperator<String> proof;
        private String device;
        private String token;

        /** Without a key if {@code proof} is null. */
        NativeApp(String user, BinaryOperator<String> proof) {
            this.user = user;
            this.proof = proof;
            TokenClient app = nativeApp(nodes.get(0)).withProof(proof);
            TokenClient.Grant asked = app.authorizationChallenge(nativeSignIn(user));
            TokenClient.Grant done = app.authorizationChallenge(Map.of("trust_device", "true",
                    "auth_session", authSession(asked), "otp", smtp.await(Admin.address(user), 1).code()));
            device = authSession(done);
            token = tokens(app, done).refreshToken();
        }

        @Override
        public void run() {
            if (token != null) {
                refresh();
            }
            signIn();
        }

        private void refresh() {
            TokenClient.Grant grant = ask(this::refreshAt, answer -> answer == null || isInDoubt(answer)
                    ? 0 : served(answer));
            if (grant == null || isInDoubt(grant)) {
                token = null;
                figures.retries.incrementAndGet();
            } else if (grant.given()) {
                token = grant.refreshToken();
            } else {
                figures.signInAgain.add("native app: " + grant.error());
            }
        }

        /** Null where a node may have used the token up that must not be presented again. */
        private TokenClient.Grant refreshAt(String url) {
            try {
                return nativeApp(url).withProof(proof).refresh(token);
            } catch (UncheckedIOException e) {
                if (proof == null && !(e.getCause() instanceof ConnectException)) {
                    return null;
                }
                throw e;
            }
        }

        private boolean isInDoubt(TokenClient.Grant grant) {
            return proof == null && status(grant) == 500;
        }

        /** Starts over at each try. */
        private void signIn() {
            boolean clocksDiffered = clocksDiffer;
            TokenClient.Grant grant = ask(url -> {
                TokenClient app = nativeApp(url).withProof(proof);
                Map<String, String> form = new HashMap<>(nativeSignIn(user));
                form.put("auth_session", device);
                TokenClient.Grant done = app.authorizationChallenge(form);
                if (!done.given()) {
                    return done;
                }
                device = authSession(done);
                return tokens(app, done);
            }, NativeApp::served);
            if (!grant.given()) {
                figures.askedAgain.add("native app: " + grant.error());
            } else if (!clocksDiffered && !clocksDiffer) {
                token = grant.refreshToken();
            }
        }

        /** A node whose clock differs refuses a proof, whose age Keycloak limits, before it uses up anything. */
        private static int served(TokenClient.Grant grant) {
            return grant.response().body().contains("DPoP proof") ? 503 : status(grant);
        }
    }

    /** Signs new users in, and tries every single-use operation at both nodes at once. */
    private final class Doubler implements Runnable {

        private boolean inBrowser;

        @Override
        public void run() {
            String user = mailHangs ? null : next();
            if (user == null) {
                return;
            }
            inBrowser = !inBrowser;
            if (inBrowser) {
                signInByBrowser(user);
            } else {
                signInByNativeApp(user);
            }
        }

        private void signInByNativeApp(String user) {
            TokenClient.Grant asked = attempt(() -> nativeApp(anyNode()).authorizationChallenge(nativeSignIn(user)));
            Mail mail = asked != null && status(asked) == 403 ? mail(user) : null;
            if (mail == null) {
                return;
            }
            Map<String, String> form = Map.of("auth_session", authSession(asked), "otp", mail.code());
            List<TokenClient.Grant> in = atBoth(url -> nativeApp(url).authorizationChallenge(form)).stream()
                    .filter(TokenClient.Grant::given).toList();
            once("one-time code of a native app", in.size());
            if (!in.isEmpty()) {
                once("authorization code of a native app", given(url -> tokens(nativeApp(url), in.get(0))));
            }
        }

        private void signInByBrowser(String user) {
            SignIn signIn = ask(url -> {
                SignIn fresh = new SignIn(new Browser(url), user);
                if (fresh.open().status() == 200) {
                    fresh.password();
                }
                return fresh;
            }, fresh -> fresh.page().status());
            Mail mail = mail(user);
            if (mail == null || !signIn.page().asksForCode()) {
                return;
            }
            String action = signIn.page().action(SignIn.CODE_FORM);
            Map<String, String> form = Map.of("code", mail.code(), "login", "true");
            List<Tab> in = atBoth(url -> {
                Browser copy = signIn.browser().copy().through(url);
                return new Tab(copy, copy.post(action, form));
            }).stream().filter(tab -> tab.page.authorizationCode().isPresent()).toList();
            once("one-time code", in.size());
            if (in.isEmpty()) {
                return;
            }
            Tab first = in.get(0);
            TokenClient.Grant grant = attempt(() -> redeem(nodes.get(0), first.page.authorizationCode().orElseThrow()));
            if (grant != null && grant.given()) {
                String token = grant.refreshToken();
                once("refresh token", given(url -> TokenClient.of(url, Admin.REALM, DEMO_APP).refresh(token)));
            }
            // the session stays valid until one of its codes is presented twice
            ask(url -> new SignIn(first.browser.through(url), user).open(), Page::status).authorizationCode()
                    .ifPresent(code -> once("authorization code", given(url -> redeem(url, code))));
        }

        private static TokenClient.Grant redeem(String url, String code) {
            return TokenClient.of(url, Admin.REALM, DEMO_APP).code(code, Browser.CALLBACK, SignIn.VERIFIER);
        }

        /** Null when none is left before the fault is over. */
        private String next() {
            synchronized (newcomers) {
                return newcomers.isEmpty() ? null : newcomers.remove(0);
            }
        }

        /** Null when its node was killed before the mail was sent. */
        private Mail mail(String user) {
            long deadline = System.nanoTime() + MAIL.toNanos();
            while (smtp.count(Admin.address(user)) == 0) {
                if (System.nanoTime() > deadline) {
                    return null;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return smtp.await(Admin.address(user), 1);
        }

        private void once(String what, int accepted) {
            if (accepted > 1) {
                figures.acceptedTwice.add(what);
            }
            figures.doubled.incrementAndGet();
        }

        private int given(Function<String, TokenClient.Grant> request) {
            return (int) atBoth(request).stream().filter(TokenClient.Grant::given).count();
        }

        private <T> List<T> atBoth(Function<String, T> request) {
            return Burst.of(nodes.size(), i -> attempt(() -> request.apply(nodes.get(i)))).stream()
                    .filter(Objects::nonNull).toList();
        }
    }

    private record Tab(Browser browser, Page page) {
    }

    /** The results of all clients during one fault. */
    static final class Figures {

        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicInteger retries = new AtomicInteger();
        private final AtomicInteger doubled = new AtomicInteger();
        private final List<String> signInAgain = new CopyOnWriteArrayList<>();
        private final List<String> askedAgain = new CopyOnWriteArrayList<>();
        private final List<String> acceptedTwice = new CopyOnWriteArrayList<>();

        int requests() {
            return requests.get();
        }

        List<String> signInAgain() {
            return signInAgain;
        }

        List<String> askedAgain() {
            return askedAgain;
        }

        List<String> acceptedTwice() {
            return acceptedTwice;
        }

        @Override
        public String toString() {
            return "requests %5d, retries %4d, signed in again %d, asked for a code again %d, accepted twice %d of %d"
                    .formatted(requests.get(), retries.get(), signInAgain.size(), askedAgain.size(),
                            acceptedTwice.size(), doubled.get());
        }
    }
}
