package dev.latchkey.it.server.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.TokenClient;

/** One user with a browser and two apps on two nodes: sends the requests of a walk, and compares the answers. */
final class World {

    private static final int SERVER_ERROR = 500;
    private static final int MOST_BROWSERS = 2;
    /** How often a form is sent at once to each of both nodes. */
    private static final int POSTS = 4;
    /** A purge may leave what has expired so recently. */
    private static final Duration UNPURGED = Duration.ofHours(2);
    private static final String OIDC = "/realms/" + Admin.REALM + "/protocol/openid-connect/";

    private final Nodes nodes;
    private final String user;
    private final String userId;
    private final List<String> faults = new ArrayList<>();
    private final List<String> news = new ArrayList<>();
    private final Device device;
    private Device copy;
    /** The session that the browser's cookies name; null for none. */
    private Session cookies;
    private boolean cookiesDoubtful;
    private long cookiesMadeAt;
    private Session lastOfBrowser;
    private String idToken;
    private final Map<App, Code> codes = new EnumMap<>(App.class);
    private final List<Code> allCodes = new ArrayList<>();
    private final List<Generations> allDevices = new ArrayList<>();
    private final Map<App, Session> lastOfCode = new EnumMap<>(App.class);
    private final Map<App, String> authorizationCodes = new EnumMap<>(App.class);
    private final Map<App, Session> authorizedIn = new EnumMap<>(App.class);
    private final Map<String, Session> sessions = new HashMap<>();
    private final List<Tokens> tokens = new ArrayList<>();
    private Code backedUp;
    private int mails;
    private int moreBrowsers;

    World(Nodes nodes, String user) {
        this.nodes = nodes;
        this.user = user;
        userId = nodes.admin().userId(user);
        device = new Device(new Browser(nodes.url(At.ONE)));
    }

    List<String> faults() {
        return faults;
    }

    /** What has happened since the last call. */
    String news() {
        String text = news.isEmpty() ? "" : " -> " + String.join(", ", news);
        news.clear();
        return text;
    }

    /** What stands, in short. */
    String state() {
        long now = nodes.now();
        StringBuilder state = new StringBuilder();
        for (App app : App.values()) {
            Code code = codes.get(app);
            state.append(code == null ? '-' : code.generations().stands(now) ? 'c' : 'x');
            for (Step.Of of : Step.Of.values()) {
                state.append(tokens(app, Step.Which.NEWEST, of).map(held -> held.stand(now) ? 't' : 'x').orElse('-'));
            }
        }
        return state.append(cookies == null ? '-' : cookies.stands(now) ? 's' : 'x')
                .append(device.generations() == null ? '-' : device.expected(now) == Fate.WORKS ? 'd' : 'x').toString();
    }

    private void fault(String text) {
        if (!faults.contains(text)) {
            faults.add(text);
        }
        news.add("FAULT: " + text);
    }

    private boolean check(String what, Fate expected, boolean accepted) {
        news.add(what + (accepted ? " is accepted" : " is refused"));
        if (!expected.allows(accepted)) {
            fault(what + (accepted ? " works although it has ended" : " is refused although nothing has ended it"));
        }
        return accepted;
    }

    private void noError(int status) {
        if (status >= SERVER_ERROR) {
            fault("the server answers " + status);
        }
    }

    // sign-in

    boolean hasBrowserSession() {
        return cookies != null && cookies.stands(nodes.now());
    }

    void reopen() {
        device.becomes(device.browser().reopened());
        cookies = null;
    }

    void signIn(Step.Mode mode, App app, At at, boolean exchangeFails) {
        long now = nodes.now();
        SignIn tab = new SignIn(device.browser().through(nodes.url(at)), user);
        boolean again = mode == Step.Mode.AGAIN;
        Page page = tab.openFor(app.clientId(), "openid secret_code", again ? Map.of("prompt", "login") : Map.of());
        noError(page.status());
        boolean silent = page.authorizationCode().isPresent();
        if (!again) {
            Fate session = cookies == null || !cookies.stands(now) ? Fate.REFUSED
                    : cookiesDoubtful || cookies.isEmpty() ? Fate.EITHER : Fate.WORKS;
            check("the browser's session", session, silent);
        } else if (silent) {
            fault("prompt=login asks for nothing");
        }
        if (!silent && !enter(tab, mode, at)) {
            return;
        }
        String code = tab.page().authorizationCode().orElseThrow();
        exchange(app, at, code, !silent, exchangeFails);
    }

    /** Enters what the pages ask for; false where the user does not get in. */
    private boolean enter(SignIn tab, Step.Mode mode, At at) {
        if (!tab.page().has("kc-form-login")) {
            fault("no form to sign in: " + tab.page());
            return false;
        }
        boolean reauthenticated = tab.page().has("kc-reauthenticate-form");
        Fate known = device.expected(nodes.now());
        Fate trusted = reauthenticated || mode == Step.Mode.AGAIN ? Fate.EITHER : known;
        boolean replay = device.isReplay(nodes.now());
        tab.password();
        noError(tab.page().status());
        boolean asked = tab.page().asksForCode();
        if (!asked && tab.page().authorizationCode().isEmpty()) {
            fault("the password is refused: " + tab.page());
            return false;
        }
        if (check("the browser's trust", trusted, !asked)) {
            if (device.generations() != null) {
                device.accepted(nodes.now());
            }
            return true;
        }
        if (replay) {
            device.replay();
        }
        if (!enterCode(tab, mode == Step.Mode.TRUSTING, at)) {
            return false;
        }
        if (known == Fate.WORKS && mode != Step.Mode.TRUSTING) {
            // the device was recognised although the request demands a factor, and moves on with each sign-in
            device.accepted(nodes.now());
        }
        return true;
    }

    private boolean enterCode(SignIn tab, boolean trust, At at) {
        String code = nextCode().code();
        String action = tab.page().action(SignIn.CODE_FORM);
        Map<String, String> form = trust ? Map.of("code", code, "trust", "yes", "login", "true")
                : Map.of("code", code, "login", "true");
        List<Browser> browsers = at == At.BOTH
                ? Stream.generate(() -> List.of(At.ONE, At.TWO)).limit(POSTS).flatMap(List::stream)
                        .map(node -> device.browser().copy().through(nodes.url(node))).toList()
                : List.of(device.browser());
        List<Page> pages = Burst.of(browsers.size(), number -> browsers.get(number).post(action, form));
        pages.forEach(page -> noError(page.status()));
        List<Integer> in = Stream.iterate(0, number -> number + 1).limit(pages.size())
                .filter(number -> pages.get(number).authorizationCode().isPresent()).toList();
        if (in.size() > 1) {
            fault("one code is accepted twice");
        }
        if (in.isEmpty()) {
            fault("the right code is refused: " + pages.get(0));
            return false;
        }
        device.becomes(browsers.get(in.get(0)));
        if (trust) {
            device.trusted(nodes.now());
            allDevices.add(device.generations());
        }
        tab.show(pages.get(in.get(0)));
        return true;
    }

    /** Whether the user may trust two more browsers: far fewer than the policy allows. */
    boolean mayHaveMoreBrowsers() {
        return moreBrowsers < MOST_BROWSERS;
    }

    /** The user signs in in two new browsers at the same moment, and trusts both; they are used no further. */
    void signInAtOnce(App app) {
        moreBrowsers++;
        TwoBrowsers browsers = new TwoBrowsers(List.of(nodes.url(At.ONE), nodes.url(At.TWO)), user);
        if (refused("the password", browsers.passwords(app), Page::asksForCode)
                || refused("the code", browsers.codes(List.of(nextCode(), nextCode())),
                        page -> page.authorizationCode().isPresent())) {
            return;
        }
        allDevices.add(Device.generations(nodes.now()));
        allDevices.add(Device.generations(nodes.now()));
    }

    private boolean refused(String what, List<Page> pages, Predicate<Page> accepted) {
        pages.forEach(page -> noError(page.status()));
        List<Page> refused = pages.stream().filter(accepted.negate()).toList();
        refused.forEach(page -> fault(what + " is refused beside another sign-in of the user: " + page));
        return !refused.isEmpty();
    }

    private Mail nextCode() {
        for (;;) {
            Mail mail = nodes.mail(user, ++mails);
            if (mail.hasCode()) {
                return mail;
            }
        }
    }

    private void exchange(App app, At at, String code, boolean typed, boolean fails) {
        if (typed) {
            // the session that the cookies name is known by the tokens
            cookies = null;
            cookiesDoubtful = false;
            cookiesMadeAt = nodes.now();
        }
        TokenClient.Grant grant = failing(fails,
                () -> nodes.client(app, at).code(code, Browser.CALLBACK, SignIn.VERIFIER));
        if (fails) {
            failed(grant);
            // the session exists all the same, under an id that no token tells
            cookies = null;
            device.becomes(device.browser().reopened());
            return;
        }
        noError(grant.response().statusCode());
        if (!grant.given()) {
            fault("an authorization code is refused: " + grant.error());
            return;
        }
        Session session = session(grant);
        cookies = session;
        lastOfBrowser = session;
        idToken = grant.json().path("id_token").asText();
        authorizationCodes.put(app, code);
        authorizedIn.put(app, session);
        keep(app, session, null, grant);
        String secretCode = grant.json().path("secret_code").asText("");
        if (typed == secretCode.isEmpty()) {
            fault(typed ? "a sign-in gives no secret code" : "a session alone gives a secret code");
        }
        if (!secretCode.isEmpty()) {
            Code old = codes.put(app, new Code(app, session, secretCode, nodes.now()));
            allCodes.add(codes.get(app));
            if (old != null) {
                old.end();
            }
        }
    }

    private Session session(TokenClient.Grant grant) {
        String id = TokenClient.Grant.claims(grant.json().get("access_token").asText()).path("sid").asText();
        return sessions.computeIfAbsent(id, any -> new Session(id, nodes.now()));
    }

    private void keep(App app, Session session, Tokens before, TokenClient.Grant grant) {
        tokens.add(new Tokens(app, session, before, grant.refreshToken(), grant.json().get("access_token").asText(),
                nodes.now()));
    }

    private TokenClient.Grant failing(boolean fails, Supplier<TokenClient.Grant> request) {
        if (!fails) {
            return request.get();
        }
        nodes.change("insert into WALK_FAILURE values ('" + userId + "')");
        try {
            return request.get();
        } finally {
            nodes.change("delete from WALK_FAILURE where USER_ID = '" + userId + "'");
        }
    }

    private void failed(TokenClient.Grant grant) {
        news.add("answer " + grant.response().statusCode());
        if (grant.given()) {
            fault("a request whose transaction fails is answered with tokens");
        }
    }

    // secret codes

    boolean hasCode(App app, int earlier) {
        Code code = codes.get(app);
        return code != null && code.text(code.held() - earlier) != null;
    }

    void redeem(App app, int earlier, At at, boolean fails) {
        Code code = codes.get(app);
        int generation = code.held() - earlier;
        Generations model = code.generations();
        Fate expected = model.expected(generation, nodes.now());
        boolean replay = model.isReplay(generation, nodes.now());
        String text = code.text(generation);
        if (fails) {
            failed(failing(true, () -> nodes.client(app, at).secretCode(text)));
            if (expected == Fate.WORKS) {
                // the row moves on in a transaction of its own; the app repeats the request
                model.accepted(generation, nodes.now());
            } else if (replay) {
                model.replay(generation);
                endIfReplayed(code);
            }
            return;
        }
        List<At> places = at == At.BOTH ? List.of(At.ONE, At.TWO) : List.of(at);
        List<TokenClient.Grant> grants =
                Burst.of(places.size(), number -> nodes.client(app, places.get(number)).secretCode(text));
        for (TokenClient.Grant grant : grants) {
            noError(grant.response().statusCode());
            String what = "the code of the " + app + ", " + (earlier == 0 ? "newest" : "of " + earlier + " before");
            if (check(what, expected, grant.given())) {
                redeemed(app, code, generation, grant);
            }
        }
        if (replay) {
            model.replay(generation);
            endIfReplayed(code);
        }
    }

    private static void endIfReplayed(Code code) {
        if (code.generations().wasReplayed()) {
            code.end();
        }
    }

    private void redeemed(App app, Code code, int generation, TokenClient.Grant grant) {
        int next = code.generations().accepted(generation, nodes.now());
        String text = grant.json().path("secret_code").asText("");
        if (text.isEmpty() || Code.generation(text) != next || !text.startsWith(code.id())) {
            fault("the code moves to another generation than the next one");
            return;
        }
        code.give(text);
        Session opened = session(grant);
        code.opens(opened);
        lastOfCode.put(app, opened);
        keep(app, opened, null, grant);
    }

    // refresh tokens

    Optional<Tokens> tokens(App app, Step.Which which, Step.Of of) {
        Session session = of == Step.Of.BROWSER ? lastOfBrowser : lastOfCode.get(app);
        List<Tokens> held = tokens.stream().filter(token -> token.app() == app && token.session() == session
                && token.isSpent() == (which == Step.Which.USED)).toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(which == Step.Which.OLDEST ? held.get(0) : held.get(held.size() - 1));
    }

    boolean works(Tokens held) {
        return held.expected(nodes.now()) == Fate.WORKS;
    }

    void refresh(Tokens held, At at, boolean fails) {
        Fate expected = held.expected(nodes.now());
        boolean replay = held.isReplay(nodes.now());
        String what = "a refresh token of the " + held.app();
        if (fails) {
            failed(failing(true, () -> nodes.client(held.app(), at).refresh(held.refreshToken())));
            if (replay) {
                held.replay();
            }
            return;
        }
        List<At> places = at == At.BOTH ? List.of(At.ONE, At.TWO) : List.of(at);
        List<TokenClient.Grant> grants = Burst.of(places.size(),
                number -> nodes.client(held.app(), places.get(number)).refresh(held.refreshToken()));
        grants.forEach(grant -> noError(grant.response().statusCode()));
        List<TokenClient.Grant> given = grants.stream().filter(TokenClient.Grant::given).toList();
        check(what, expected, !given.isEmpty());
        if (given.isEmpty()) {
            news.add(grants.get(0).error());
        } else {
            held.spent(nodes.now());
            given.forEach(grant -> keep(held.app(), held.session(), held, grant));
        }
        if (given.size() > 1 && held.app() == App.PUBLIC) {
            fault("one refresh token of the " + held.app() + " is accepted twice");
        }
        if (replay) {
            held.replay();
        } else if (at == At.BOTH && held.app() == App.PUBLIC && !given.isEmpty()) {
            held.endPart();
        }
    }

    void revokeAccess(Tokens held, At at) {
        revoke(held.app(), at, held.accessToken());
    }

    void revokeRefresh(Tokens held, At at) {
        revoke(held.app(), at, held.refreshToken());
        held.endPart();
        Code code = codes.get(held.app());
        if (code != null && code.isOf(held.session())) {
            code.end();
        }
    }

    private void revoke(App app, At at, String token) {
        int status = post(app, at, "revoke", "token", token);
        if (status != 200) {
            fault("a revocation is answered with " + status);
        }
    }

    void logOut(Tokens held, At at) {
        int status = post(held.app(), at, "logout", "refresh_token", held.refreshToken());
        if (status != 204) {
            fault("a logout is answered with " + status);
        }
        loggedOut(held.session());
    }

    private int post(App app, At at, String endpoint, String name, String value) {
        Map<String, String> form = new HashMap<>(Map.of("client_id", app.clientId(), name, value));
        if (app == App.CONFIDENTIAL) {
            form.put("client_secret", nodes.secret());
        }
        int status = new Browser(nodes.url(at)).post(OIDC + endpoint, form).status();
        news.add("answer " + status);
        return status;
    }

    private void loggedOut(Session session) {
        session.end();
        codes.values().stream().filter(code -> code.isOf(session)).forEach(Code::end);
    }

    void logOutInBrowser(At at) {
        Page page = device.browser().through(nodes.url(at)).get(OIDC + "logout?id_token_hint=" + idToken);
        noError(page.status());
        loggedOut(cookies);
        cookies = null;
    }

    boolean hasAuthorizationCode(App app) {
        return authorizationCodes.containsKey(app);
    }

    void presentAgain(App app, At at) {
        TokenClient.Grant grant =
                nodes.client(app, at).code(authorizationCodes.get(app), Browser.CALLBACK, SignIn.VERIFIER);
        noError(grant.response().statusCode());
        check("a used authorization code", Fate.REFUSED, grant.given());
        authorizedIn.get(app).part(app).end();
    }

    // an admin

    boolean canAdminister(Step.Act act) {
        long now = nodes.now();
        return switch (act) {
            case END_SESSION -> lastOfBrowser != null && lastOfBrowser.stands(now) && !lastOfBrowser.isEmpty();
            case REMOVE_DEVICES -> hasDevice();
            case REMOVE_CODE -> stands(App.PUBLIC);
            case REMOVE_OTHER_CODE -> stands(App.CONFIDENTIAL);
            default -> true;
        };
    }

    private boolean stands(App app) {
        return codes.containsKey(app) && codes.get(app).generations().stands(nodes.now());
    }

    void administer(Step.Act act) {
        Admin admin = nodes.admin();
        switch (act) {
            case END_SESSION -> {
                admin.call("DELETE", "/sessions/" + lastOfBrowser.id(), null);
                loggedOut(lastOfBrowser);
            }
            case LOG_OUT -> {
                admin.call("POST", "/users/" + userId + "/logout", null);
                sessions.values().forEach(Session::end);
                codes.values().forEach(Code::end);
            }
            case REMOVE_DEVICES -> {
                remove("latchkey-trusted-device", "");
                allDevices.forEach(Generations::end);
            }
            case PASSWORD -> {
                admin.call("PUT", "/users/" + userId + "/reset-password",
                        Map.of("type", "password", "value", Admin.USER_PASSWORD, "temporary", false));
                allDevices.forEach(Generations::end);
                codes.values().forEach(Code::end);
            }
            case REMOVE_CODE -> removeCode(App.PUBLIC);
            default -> removeCode(App.CONFIDENTIAL);
        }
    }

    private void removeCode(App app) {
        remove("latchkey-secret-code", app.entry());
        codes.get(app).end();
    }

    private void remove(String type, String name) {
        String credentials = "/users/" + userId + "/credentials";
        int removed = 0;
        for (JsonNode credential : nodes.admin().call("GET", credentials, null)) {
            String label = credential.path("userLabel").asText();
            if (credential.get("type").asText().equals(type)
                    && (name.isEmpty() || label.replaceFirst(" \\(\\d+\\)$", "").equals(name))) {
                nodes.admin().call("DELETE", credentials + "/" + credential.get("id").asText(), null);
                removed++;
            }
        }
        if (removed == 0) {
            fault("the consoles do not list what is in use: " + type);
        }
    }

    // devices

    boolean hasDevice() {
        return device.generations() != null && device.generations().stands(nodes.now());
    }

    boolean hasCopy() {
        return copy != null;
    }

    void copyDevice() {
        copy = device.copy();
    }

    void useCopy(At at) {
        Fate expected = copy.expected(nodes.now());
        boolean replay = copy.isReplay(nodes.now());
        copy.becomes(copy.browser().reopened());
        SignIn tab = SignIn.withPassword(copy.browser().through(nodes.url(at)), user);
        noError(tab.page().status());
        if (check("a copy of the device", expected, tab.page().authorizationCode().isPresent())) {
            copy.accepted(nodes.now());
            return;
        }
        if (tab.page().asksForCode()) {
            nextCode();
        }
        if (replay) {
            copy.replay();
        }
    }

    // rows

    boolean canBackUp(boolean ofDevice) {
        return ofDevice ? hasDevice() : stands(App.PUBLIC);
    }

    boolean canRestore(boolean ofDevice) {
        return ofDevice ? hasDevice() && device.generations().hasBackup()
                : stands(App.PUBLIC) && codes.get(App.PUBLIC) == backedUp && backedUp.generations().hasBackup();
    }

    void backUp(boolean ofDevice) {
        String table = backupTable(ofDevice);
        nodes.change("drop table if exists " + table + "; create table " + table + " as select * from "
                + row(ofDevice));
        if (ofDevice) {
            device.generations().backUp();
        } else {
            backedUp = codes.get(App.PUBLIC);
            backedUp.generations().backUp();
        }
    }

    void restore(boolean ofDevice) {
        String into = row(ofDevice);
        nodes.change("delete from " + into + "; insert into " + into.split(" ")[0] + " select * from "
                + backupTable(ofDevice));
        (ofDevice ? device.generations() : backedUp.generations()).restore();
    }

    private String row(boolean ofDevice) {
        return ofDevice ? "LATCHKEY_TRUSTED_DEVICE where ENDED_AT is null and USER_ID = '" + userId
                + "' and CREATED_AT = " + device.generations().since()
                : "LATCHKEY_SECRET_CODE where ID = '" + codes.get(App.PUBLIC).id() + "'";
    }

    private String backupTable(boolean ofDevice) {
        return "WALK_" + (ofDevice ? "DEVICE_" : "CODE_") + userId.replace('-', '_');
    }

    // what concerns all walks

    void keysChanged() {
        Stream.concat(allCodes.stream().map(Code::generations), allDevices.stream())
                .forEach(secret -> secret.retired(nodes.retiredUntil()));
        tokens.forEach(token -> token.retired(nodes.deletedUntil()));
        cookiesDoubtful |= cookies != null && cookiesMadeAt <= nodes.deletedUntil();
    }

    /** Uses everything once more, and compares rows with entries in the consoles. */
    void finish() {
        // the other walks may have gone on after the last step of this one, with steps that change keys
        keysChanged();
        // before a use, which ends what a sweep has left over
        compareRows();
        for (App app : App.values()) {
            for (Step.Of of : Step.Of.values()) {
                tokens(app, Step.Which.NEWEST, of).ifPresent(held -> refresh(held, At.TWO, false));
            }
            if (hasCode(app, 0)) {
                redeem(app, 0, At.ONE, false);
            }
        }
        compareRows();
        signIn(Step.Mode.SILENT, App.PUBLIC, At.TWO, false);
        reopen();
        signIn(Step.Mode.SILENT, App.CONFIDENTIAL, At.ONE, false);
    }

    private void compareRows() {
        rows("LATCHKEY_SECRET_CODE", "latchkey-secret-code", allCodes.stream().map(Code::generations).toList());
        rows("LATCHKEY_TRUSTED_DEVICE", "latchkey-trusted-device", allDevices);
    }

    private void rows(String table, String type, List<Generations> secrets) {
        long alarms = nodes.probe(0).number("select count(*) from " + table + " where END_REASON = 'COPY_SEEN'"
                + " and USER_ID = '" + userId + "'");
        long replays = secrets.stream().filter(Generations::wasReplayed).count();
        // rows that have ended are purged after a while
        if (alarms > replays && secrets.stream().noneMatch(Generations::isDoubtful)) {
            fault("alarms of copies in " + table + ": " + alarms + ", and there were " + replays);
        }
        int standing = nodes.probe(0).number("select count(*) from " + table + " where ENDED_AT is null"
                + " and USER_ID = '" + userId + "'");
        int listed = 0;
        for (JsonNode credential : nodes.admin().call("GET", "/users/" + userId + "/credentials", null)) {
            listed += credential.get("type").asText().equals(type) ? 1 : 0;
        }
        if (listed != standing) {
            fault("rows in " + table + " that stand: " + standing + ", entries in the consoles: " + listed);
        }
        long purged = nodes.now() - UNPURGED.toMillis();
        long lasting = secrets.stream().filter(secret -> !secret.hasExpired(purged)).count();
        if (listed > lasting) {
            fault("entries of " + type + " in the consoles: " + listed + ", of which have not expired: " + lasting);
        }
    }
}
