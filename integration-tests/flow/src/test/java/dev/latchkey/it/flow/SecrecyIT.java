package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.InjectAdminClient;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** Places in which a code or a link's token must never be stored, and data that must not be left behind. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecrecyIT extends FlowTest {

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @InjectRealm(ref = "trust", config = Realms.Trust.class)
    ManagedRealm trust;

    @InjectRealm(ref = "codes", config = Realms.Codes.class)
    ManagedRealm codes;

    @InjectAdminClient
    Keycloak keycloak;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void useCodesThatNoOtherNumberLooksLike() {
        VerifyEmail.in(realm).policy(Map.of("code_length", "10"));
    }

    @Test
    void peerBug03_noCodeAndNoTokenIsStoredInTablesEventsOrTheLog() {
        ServerLog log = ServerLog.fromHere();
        List<String> secrets = new ArrayList<>();
        TestUser byCode = person();
        SignIn signIn = afterPassword(byCode);
        Mail mail = mail(byCode);
        secrets.add(mail.code());
        secrets.add(mail.token());
        secrets.add(wrong(mail.code()));
        signIn.code(wrong(mail.code()));
        assertEquals(List.of(byCode.id()), found(List.of(byCode.id())), "what is stored, is found");
        assertEquals(List.of(), found(secrets), "while they are alive");
        assertTrue(signIn.code(mail.code()).done(), signIn.tab()::text);

        TestUser byLink = person();
        Browser browser = browser();
        afterPassword(browser, byLink);
        Mail other = mail(byLink);
        secrets.add(other.code());
        secrets.add(other.token());
        LinkVisit.open(browser.tab(), other.link()).proceed();
        assertEquals(1, events(byLink).count("LOGIN"));

        assertEquals(List.of(), found(secrets), "and afterwards");
        String logged = log.text();
        assertTrue(logged.contains("TRACE") && logged.contains(byCode.id()), "the log is kept at TRACE");
        for (String secret : secrets) {
            assertFalse(logged.contains(secret), () -> "logged: " + line(logged, secret));
        }
    }

    @Test
    void noDeviceSecretIsStoredInTablesEventsOrTheLog() {
        ServerLog log = ServerLog.fromHere();
        TestUser person = person(trust, user -> user);
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), trust).password(person);
        assertTrue(signIn.codeAndTrust(mail(person).code()).done(), signIn.tab()::text);
        String first = browser.deviceSecret();
        SignIn again = SignIn.open(browser.endSession().tab(), trust).password(person);
        assertTrue(again.done(), again.tab()::text);
        List<String> macs = List.of(first.substring(first.lastIndexOf('.') + 1),
                browser.deviceSecret().substring(first.lastIndexOf('.') + 1));

        assertEquals(1, rows().trusted(person));
        assertEquals(List.of(), found(macs));
        // at TRACE Keycloak's own event log contains every cookie of a request, including those of its sessions
        assertTrue(log.text().lines().filter(line -> !line.contains("[org.keycloak.events]"))
                .noneMatch(line -> macs.stream().anyMatch(line::contains)));
    }

    @Test
    void noSecretCodeIsStoredInTablesEventsOrTheLog() {
        ServerLog log = ServerLog.fromHere();
        TestUser person = person(codes, user -> user);
        App app = new App(codes, Realms.MOBILE);
        SignIn signIn = app.open(browser()).password(person);
        String first = app.exchange(signIn).get("secret_code").asText();
        String second = Rest.json(app.redeem(first)).get("secret_code").asText();
        assertEquals(400, new App(codes, Realms.OTHER_MOBILE).redeem(second).statusCode());
        assertEquals("{\"valid\":true}", Rest.anonymous().send("POST",
                "/realms/codes/latchkey-secret-codes/verification",
                "{\"client_id\":\"mobile\",\"secret_code\":\"" + second + "\"}").body());
        assertEquals(200, app.post("/latchkey-secret-codes/revocation", "secret_code=" + second).statusCode());
        // after the selector, which is the code's id
        List<String> secrets = List.of(first.substring(16), second.substring(16));

        assertEquals(1, rows().codes(person));
        assertEquals(List.of(), found(secrets));
        String logged = log.text();
        assertTrue(logged.contains("TRACE") && logged.contains(person.id()), "the log is kept at TRACE");
        for (String secret : secrets) {
            assertFalse(logged.contains(secret), () -> "logged: " + line(logged, secret));
        }
    }

    @Test
    void noCodeIsKeptWhereThePageIsKept() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        String code = mail(person).code();

        signIn.code(wrong(code));

        assertFalse(signIn.tab().source().contains(wrong(code)), "what was typed is not shown again");
        assertTrue(signIn.tab().header("Cache-Control").orElse("").contains("no-store"));
    }

    @Test
    void deletingAUserLeavesNoRows() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        signIn.code(wrong(mail(person).code()));
        assertEquals(1, rows().challenges(person));
        assertEquals(1, rows().guards(person));

        realm.admin().users().get(person.id()).remove();

        assertEquals(0, rows().challenges(person));
        assertEquals(0, rows().guards(person));
    }

    @Test
    void deletingARealmLeavesNoRows() {
        RealmRepresentation shortLived = new Realms.CodeRequired().configure(RealmBuilder.create()).name("short-lived")
                .smtp("localhost", 3025, "auto@keycloak.org").build();
        shortLived.setId("short-lived");
        keycloak.realms().create(shortLived);
        keycloak.tokenManager().invalidate(keycloak.tokenManager().getAccessTokenString());
        ManagedRealm doomed = new ManagedRealm(FlowServer.BASE + "/realms/short-lived", shortLived,
                keycloak.realm("short-lived"));
        TestUser person = person(doomed, user -> user);
        SignIn.open(browser().tab(), doomed).password(person).code("000000");
        List<String> tables =
                List.of("LATCHKEY_OTP_CHALLENGE", "LATCHKEY_ACCOUNT_GUARD", "LATCHKEY_RATE_LIMIT");
        tables.forEach(table -> assertTrue(rows().ofRealm(table, "short-lived") > 0, table));

        keycloak.realm("short-lived").remove();

        tables.forEach(table -> assertEquals(0, rows().ofRealm(table, "short-lived"), table));
    }

    /** Which of these texts are stored anywhere in the database. */
    private List<?> found(List<String> needles) {
        return server.fetch(search(new ArrayList<>(needles)), List.class);
    }

    private static FetchOnServer search(ArrayList<String> needles) {
        return session -> {
            List<?> dump = session.getProvider(JpaConnectionProvider.class).getEntityManager()
                    .createNativeQuery("script").getResultList();
            if (dump.stream().noneMatch(row -> String.valueOf(row).contains("LATCHKEY_OTP_CHALLENGE"))) {
                throw new IllegalStateException("The dump is not one of the whole database");
            }
            return needles.stream()
                    .filter(needle -> dump.stream().anyMatch(row -> String.valueOf(row).contains(needle))).toList();
        };
    }

    private static String line(String log, String text) {
        int at = log.indexOf(text);
        return log.substring(Math.max(0, log.lastIndexOf('\n', at)), log.indexOf('\n', at));
    }
}
