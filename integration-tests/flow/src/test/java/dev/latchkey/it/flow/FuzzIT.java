package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.latchkey.it.flow.fuzz.Fuzzer;
import dev.latchkey.it.flow.fuzz.HtmlForm;
import dev.latchkey.it.flow.fuzz.OpenApi;
import dev.latchkey.it.flow.fuzz.Target;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Page;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;
import org.keycloak.testframework.realm.UserBuilder;

/**
 * Every operation of the OpenAPI document and every form that asks for an account, with input that no client sends.
 * {@code docs/walks.md} describes how to send more and how to repeat a finding.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class FuzzIT extends FlowTest {

    private static final long SEED = Long.getLong("latchkey.fuzz.seed", 20_261_128);
    private static final int PAIRS = Integer.getInteger("latchkey.fuzz.pairs", 1_000);
    private static final int FIRST = Integer.getInteger("latchkey.fuzz.first", 0);
    /** How long to go on, instead of a number of pairs; zero for that number. */
    private static final Duration TIME = Duration.ofMinutes(Long.getLong("latchkey.fuzz.minutes", 0));
    /** Pairs for which accounts are created, and after which mails and used rates are forgotten. */
    private static final int BATCH = 480;
    private static final Map<String, String> LIMITS = Map.of("send-address-hour", "1000", "send-user-day", "1000",
            "link-ip-minute", "60000", "device-check-ip-minute", "60000", "secret-code-ip-minute", "60000",
            "secret-code-check-ip-minute", "60000", "unauthenticated-ip-minute", "60000", "receipt-ip-minute", "60000");
    private static final String CALLBACK = URLEncoder.encode(Browser.CALLBACK, StandardCharsets.UTF_8);

    @InjectRealm(config = Fuzzed.class)
    ManagedRealm realm;

    /** Every flow, and limits that the many requests of one client, or with one text, do not reach. */
    static final class Fuzzed implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder flows = new Realms.Flows().configure(realm).name("fuzz");
            Map<String, String> attributes = new LinkedHashMap<>(flows.build().getAttributes());
            LIMITS.forEach((limit, value) -> attributes.put("latchkey.limits." + limit, value));
            flows.build().setAttributes(attributes);
            return flows;
        }
    }

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_inputThatNoClientSends_breaksNothingAndRevealsNothing() {
        UnverifiedUserTest.askForTheCodeAlone(realm);
        TestUser own = person(user -> user.username("own@fuzz.example").email("own@fuzz.example"));
        Fuzzer fuzzer = new Fuzzer(SEED, FlowServer.FUZZ_THREADS);
        int accounts = rows().ofRealm("USER_ENTITY", realm.getId());
        long began = System.nanoTime();
        List<Fuzzer.Origin> origins = origins(own);
        CompletableFuture<Integer> added = addAccounts(fuzzer, origins, FIRST);
        for (int first = FIRST; goesOn(first, began); first += BATCH) {
            accounts += added.join();
            added = addAccounts(fuzzer, origins, first + BATCH);
            fuzzer.run(origins, first, pairs(first), FuzzIT::known, FuzzIT::free);
            mailServer.runCleanup();
            rows().forgetRates(realm.getId());
            origins = origins(own);
        }
        accounts += added.join();
        System.out.println("Seed " + SEED + ", first pair " + FIRST + ", " + passed(began).toSeconds() + " s, "
                + fuzzer.findings().figures());
        assertTrue(fuzzer.findings().found().isEmpty(), () -> String.join("\n\n", fuzzer.findings().found()));
        assertEquals(rows().ofRealm("LATCHKEY_SIGN_UP", realm.getId()),
                rows().ofRealm("USER_ENTITY", realm.getId()) - accounts, "accounts that no sign-up is known of");
    }

    private static boolean goesOn(int pair, long began) {
        return TIME.isZero() ? pair < FIRST + PAIRS : passed(began).compareTo(TIME) < 0;
    }

    private static Duration passed(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static String known(int pair) {
        return "known" + pair + "@fuzz.example";
    }

    private static String free(int pair) {
        return "other" + pair + "@fuzz.example";
    }

    /** How many pairs are left for a batch that begins with this one. */
    private static int pairs(int first) {
        return TIME.isZero() ? Math.max(0, Math.min(BATCH, FIRST + PAIRS - first)) : BATCH;
    }

    /**
     * Creates the accounts that pairs from this one on need, while others are sent; returns how many. One account costs
     * as much as several requests.
     */
    private CompletableFuture<Integer> addAccounts(Fuzzer fuzzer, List<Fuzzer.Origin> origins, int first) {
        return CompletableFuture.supplyAsync(() -> FlowAccounts.make(realm, IntStream.range(first, first + pairs(first))
                .filter(pair -> fuzzer.concernsAccount(origins, pair)).mapToObj(FuzzIT::account).toList()).size());
    }

    private static UserRepresentation account(int pair) {
        return UserBuilder.create(known(pair)).email(known(pair)).name("Uma", "User").emailVerified(true)
                .password(TestUser.PASSWORD).enabled(true).build();
    }

    private List<Fuzzer.Origin> origins(TestUser own) {
        List<Fuzzer.Origin> origins = new ArrayList<>();
        OpenApi api = new OpenApi(Map.of("sent_text", false,
                "client_id", Realms.NATIVE, "username", Target.ACCOUNT, "login_hint",
                Target.ACCOUNT, "address", Target.ACCOUNT, "password", "not the password", "userId",
                own.id(), "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "scope", "openid", "attributes",
                Map.of("email", Target.ACCOUNT, "firstName", "Nora", "lastName", "New")));
        Map<String, String> tokens = Map.of("admin", Rest.admin().token(), "account", Rest.ofApp(realm, own).token());
        api.targets(realm.getName(), tokens).forEach(target ->
                origins.add(Fuzzer.Origin.of(target, FlowServer.BASE)));
        Map<String, String> wrong = Map.of("username", Target.ACCOUNT, "email", Target.ACCOUNT, "password",
                "not the password", "password-confirm", "not the password", "firstName", "Nora", "lastName", "New",
                "code", "000000");
        form(origins, "sign-in form", wrong, (browser, account) -> request(browser, Realms.APP, ""));
        form(origins, "name form", wrong, (browser, account) -> request(browser, Realms.OTHER_APP, ""));
        form(origins, "code form", wrong, (browser, account) ->
                post(browser, request(browser, Realms.OTHER_APP, ""), Map.of("username", account)));
        form(origins, "registration form", wrong, (browser, account) ->
                request(browser, Realms.APP, "&prompt=create"));
        form(origins, "registration code form", wrong, (browser, account) ->
                post(browser, request(browser, Realms.APP, "&prompt=create"), Map.of("email", account, "password",
                        "a new password", "password-confirm", "a new password", "firstName", "Nora", "lastName",
                        "New")));
        form(origins, "reset form", wrong, (browser, account) -> reset(browser));
        form(origins, "reset code form", wrong, (browser, account) ->
                post(browser, reset(browser), Map.of("username", account)));
        return origins;
    }

    /** Goes to a page. */
    private interface Way {
        Page go(Browser browser, String account);
    }

    private static void form(List<Fuzzer.Origin> origins, String name, Map<String, String> typed, Way way) {
        origins.add(Fuzzer.Origin.ofPage(account -> {
            Browser browser = new Browser(FlowServer.BASE);
            return new Fuzzer.Begun(browser, HtmlForm.of(name, way.go(browser, account), typed));
        }));
    }

    private Page request(Browser browser, String client, String more) {
        return browser.get("/realms/" + realm.getName() + "/protocol/openid-connect/auth?client_id=" + client
                + "&response_type=code&scope=openid&redirect_uri=" + CALLBACK + more);
    }

    private Page reset(Browser browser) {
        request(browser, Realms.APP, "");
        return browser.get("/realms/" + realm.getName() + "/login-actions/reset-credentials?client_id=" + Realms.APP);
    }

    private static Page post(Browser browser, Page page, Map<String, String> typed) {
        Target form = HtmlForm.of("", page, typed);
        Map<String, String> fields = new LinkedHashMap<>();
        form.fields().forEach((name, value) -> fields.put(name, String.valueOf(value)));
        return browser.post(form.path(), fields);
    }
}
