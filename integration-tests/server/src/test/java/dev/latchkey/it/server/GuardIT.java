package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Admin;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Node;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.it.kit.SmtpServer;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The account guard alone, with Keycloak's own brute-force detector off, and what else outlives a restart of a server
 * that keeps sessions in memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardIT {

    private static final String MOBILE = "mobile";

    private final SmtpServer smtp = new SmtpServer();
    private final Node node = Probe.node("dev-file", "guard",
            Map.of("features-disabled", "persistent-user-sessions")).prepared();
    private final Probe probe = new Probe(node);
    private Admin admin;

    @BeforeAll
    void start() {
        node.start(server -> { });
        admin = node.admin().roomy(smtp.port());
    }

    @AfterAll
    void stop() {
        smtp.close();
        node.close();
    }

    @AfterEach
    void setClockBack() {
        probe.clock(0);
    }

    @Test
    void attack_budgetReset_byResendTabSessionAndRestart() {
        String user = admin.users("resetting", 1).get(0);
        String address = Admin.address(user);
        SignIn first = SignIn.withPassword(new Browser(node.baseUrl()), user);
        String wrong = smtp.await(address, 1).wrongCode();
        first.code(wrong);
        first.code(wrong);
        first.code(wrong);
        assertEquals(3, failures(user));

        probe.clock(31);
        first.resend();
        assertEquals(3, failures(user));
        first.code(smtp.await(address, 2).wrongCode());
        assertEquals(4, failures(user));

        probe.clock(62);
        SignIn tab = SignIn.withPassword(first.browser(), user);
        tab.code(smtp.await(address, 2).wrongCode());
        assertEquals(5, failures(user));

        SignIn session = SignIn.withPassword(new Browser(node.baseUrl()), user);
        session.code(smtp.await(address, 3).wrongCode());
        assertEquals(6, failures(user));

        node.stop();
        node.start(server -> { });
        assertEquals(6, failures(user));
        SignIn after = SignIn.withPassword(new Browser(node.baseUrl()), user);
        Mail mail = smtp.await(address, 4);
        after.code(mail.wrongCode());
        assertEquals(7, failures(user));

        assertTrue(after.code(mail.code()).authorizationCode().isPresent());
        assertEquals(0, failures(user));
    }

    /** Keycloak stores an offline session when it begins, and no later change of it. */
    @Test
    void offlineSessionsOutliveARestart_attack_unlessTheyHaveEnded() {
        TokenClient app = TokenClient.of(node.baseUrl(), Admin.REALM, MOBILE);
        String unused = offline("unused", app).refreshToken();
        String renewed = app.refresh(offline("renewed", app).refreshToken()).refreshToken();
        String reused = offline("reused", app).refreshToken();
        String ended = app.refresh(reused).refreshToken();
        assertFalse(app.refresh(reused).given());

        node.stop();
        node.start(server -> { });
        for (String kept : List.of(unused, renewed)) {
            String next = app.refresh(kept).refreshToken();
            assertTrue(app.refresh(next).given());
            assertFalse(app.refresh(kept).given());
            assertFalse(app.refresh(next).given());
        }
        assertFalse(app.refresh(ended).given());
        assertFalse(app.refresh(reused).given());
    }

    private TokenClient.Grant offline(String prefix, TokenClient app) {
        String user = admin.users(prefix, 1).get(0);
        admin.call("POST", "/users/" + admin.userId(user) + "/role-mappings/realm",
                List.of(admin.call("GET", "/roles/offline_access", null)));
        SignIn signIn = new SignIn(new Browser(node.baseUrl()), user);
        signIn.openFor(MOBILE, "openid offline_access");
        signIn.password();
        signIn.code(smtp.await(Admin.address(signIn.user()), 1).code());
        return signIn.tokens(app);
    }

    /** 60 challenges, the maximum of one user in an hour, in as many browsers. */
    @Test
    void attack_fiveHundredWrongCodes_tenAreVerifiedAndTheAccountIsLocked() {
        admin.policy(Map.of("max_attempts", "10"));
        String user = admin.users("guessed", 1).get(0);
        String userId = admin.userId(user);
        List<SignIn> tabs = new ArrayList<>(
                Burst.of(60, 4, i -> SignIn.withPassword(new Browser(node.baseUrl()), user)));
        Mail last = smtp.await(Admin.address(user), 60);
        assertTrue(tabs.stream().allMatch(tab -> tab.page().asksForCode()));
        SignIn kept = tabs.stream().filter(tab -> tab.page().text().contains(last.reference()))
                .findFirst().orElseThrow();
        tabs.remove(kept);
        // this code must not be the right one of any other tab, or that tab would be signed in
        List<Mail> mails = smtp.mails().stream().filter(mail -> mail.to().equals(Admin.address(user))).toList();
        String wrong = codeOfNone(mails);

        List<Page> pages = Burst.of(tabs.size(), i -> tabs.get(i).code(wrong));
        long judged = pages.stream().filter(page -> page.text().contains("Wrong code")).count();
        List<String> results = Burst.of(500 - tabs.size(), 50, i -> Probe.verify(tabs.get(i % tabs.size()), wrong));
        judged += Collections.frequency(results, "Wrong");
        assertEquals(10, judged);
        assertTrue(results.stream().allMatch(result -> result.equals("Wrong") || result.equals("Locked")),
                results::toString);

        JsonNode guard = admin.guard(userId);
        assertEquals(10, guard.get("failures").asInt());
        assertTrue(guard.get("lockedUntil").asLong() > 0);
        assertEquals("Locked", Probe.verify(kept, last.code()));
        Page refused = kept.code(last.code());
        assertEquals(429, refused.status());
        assertTrue(refused.text().contains("Codes are locked for this account for"), refused.text());
        Page fresh = SignIn.withPassword(new Browser(node.baseUrl()), user).page();
        assertTrue(fresh.text().contains("Codes are locked for this account for"), fresh.text());
        assertEquals(10, failures(user));

        probe.clock(15 * 60 + 60);
        SignIn later = SignIn.withPassword(new Browser(node.baseUrl()), user);
        assertTrue(later.code(smtp.await(Admin.address(user), 61).code()).authorizationCode().isPresent(),
                later.page().text());
        assertEquals(0, failures(user));
    }

    private int failures(String user) {
        return admin.guard(admin.userId(user)).get("failures").asInt();
    }

    private static String codeOfNone(List<Mail> mails) {
        List<String> codes = mails.stream().map(Mail::code).toList();
        for (int i = 0;; i++) {
            String code = String.format("%06d", i);
            if (!codes.contains(code)) {
                return code;
            }
        }
    }
}
