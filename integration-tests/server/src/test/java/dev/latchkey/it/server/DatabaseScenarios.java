package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Eventually;
import dev.latchkey.it.kit.Mail;
import dev.latchkey.it.kit.Page;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.mail.DeliveryStatus;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Requirements on every supported database, races first of all: each database locks differently. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class DatabaseScenarios extends AppScenarios {

    private static final int THREADS = 50;
    private static final int LAST = Integer.MAX_VALUE;

    @Test
    void migrationHasMadeTheTables() {
        Map.of("otp", "LATCHKEY_O", "common", "LATCHKEY_C").forEach((changelog, suffix) -> assertEquals(
                Columns.changeSets(changelog), probe().number("select count(*) from DATABASECHANGELOG_" + suffix)));
    }

    @Test
    void codeSignsIn() {
        SignIn signIn = signIn("codes");
        assertTrue(signIn.page().asksForCode());
        String code = mail(signIn, 1).code();
        assertTrue(signIn.code(code.substring(0, 3) + " " + code.substring(3)).authorizationCode().isPresent());
    }

    @Test
    void linkSignsIn() {
        SignIn signIn = signIn("links");
        Page done = signIn.link(mail(signIn, 1).link());
        assertTrue(done.authorizationCode().isPresent(), done.text());
    }

    @Test
    void threeWrongCodesEndACodeAndAResendGivesANewOne() {
        StoppedClocks.during(this::threeWrongCodesAndAResend, node());
    }

    private void threeWrongCodesAndAResend() {
        SignIn signIn = signIn("resends");
        Mail first = mail(signIn, 1);
        assertTrue(signIn.code(first.wrongCode()).text().contains("Wrong code. 2 attempts left."));
        assertTrue(signIn.code(first.wrongCode()).text().contains("Wrong code. 1 attempt left."));
        assertTrue(signIn.code(first.wrongCode()).text().contains("no attempts are left"));
        assertFalse(signIn.page().asksForCode());
        assertEquals("Exhausted", Probe.verify(signIn, first.code()));
        assertEquals(429, signIn.resend().status());

        probe().clock(31);
        try {
            signIn.resend();
            assertTrue(signIn.page().text().contains("We sent a new code"), signIn.page().text());
            Mail second = mail(signIn, 2);
            assertTrue(signIn.code(second.code()).authorizationCode().isPresent());
        } finally {
            probe().clock(0);
        }
    }

    @Test
    void ofFiftyWrongCodesAtOnceThreeAreVerified() {
        SignIn signIn = signIn("wrong");
        Mail mail = mail(signIn, 1);
        List<String> results = Burst.of(THREADS, i -> Probe.verify(signIn, mail.wrongCode()));
        assertEquals(3, Collections.frequency(results, "Wrong"), results::toString);
        assertEquals(THREADS - 3, Collections.frequency(results, "Exhausted"), results::toString);
        String userId = admin().userId(signIn.user());
        assertEquals(3, admin().guard(userId).get("failures").asInt());
        assertEquals(List.of("3"),
                probe().sql("select ATTEMPTS from LATCHKEY_OTP_CHALLENGE where USER_ID = '" + userId + "'"));
        assertEquals("Exhausted", Probe.verify(signIn, mail.code()));
    }

    @Test
    void attack_refreshTokenSpentInParallel_theKeySettlesWhoIsFirst() {
        for (boolean repeat : new boolean[] {false, true}) {
            String token = "parallel-" + repeat;
            List<String> results = Burst.of(THREADS, i -> probe().spend(token, repeat));
            assertEquals(1, Collections.frequency(results, "FIRST"), results::toString);
            assertEquals(THREADS - 1, Collections.frequency(results, repeat ? "AGAIN" : "REUSED"), results::toString);
        }
    }

    @Test
    void aRefreshThatIsRolledBackHasSpentNothing() {
        assertEquals("FIRST", probe().spendInVain("rolled-back"));
        assertEquals("FIRST", probe().spend("rolled-back", false));
        assertEquals("REUSED", probe().spend("rolled-back", false));
    }

    @Test
    void ofFiftyRightCodesAtOnceOneIsAccepted() {
        SignIn signIn = signIn("right");
        Mail mail = mail(signIn, 1);
        List<String> results = Burst.of(THREADS, i -> Probe.verify(signIn, mail.code()));
        assertEquals(1, Collections.frequency(results, "Accepted"), results::toString);
        assertEquals(0, Collections.frequency(results, "Wrong"), results::toString);
        assertEquals(0, admin().guard(admin().userId(signIn.user())).get("failures").asInt());
    }

    @Test
    void ofDevicesTrustedAtOnceNoMoreStayThanThePolicyAllows() {
        trustDevicesAtOnce("trusting");
    }

    /** @param prefix prefix of the user's name, one that no account has yet */
    final void trustDevicesAtOnce(String prefix) {
        new GivenAtOnce(List.of(node()), smtp()).devices(prefix, 2);
    }

    @Test
    void ofSecretCodesGivenAtOnceNoMoreStayThanThePolicyAllows() {
        giveSecretCodesAtOnce("phones");
    }

    /** @param prefix prefix of the user's name, one that no account has yet */
    final void giveSecretCodesAtOnce(String prefix) {
        new GivenAtOnce(List.of(node()), smtp()).secretCodes(prefix, 4);
    }

    /**
     * Keycloak accepts each form once, but not when many requests come at the same moment: the step must not rely on
     * it.
     */
    @Test
    void ofFiftyFormsWithAWrongCodeAtMostThreeAreVerified() {
        SignIn signIn = signIn("wrongform");
        Mail mail = mail(signIn, 1);
        List<Page> pages = signIn.codeAtOnce(THREADS, mail.wrongCode());
        long judged = pages.stream().filter(page -> page.text().contains("Wrong code")).count();
        String userId = admin().userId(signIn.user());
        JsonNode errors = admin().events("LOGIN_ERROR", userId);
        long told = stream(errors).filter(event -> "wrong_code".equals(reason(event))).count();
        System.out.printf("%s: %d forms with a wrong code: %d judged%n", database(), THREADS, judged);
        assertTrue(judged >= 1 && judged <= 3, () -> judged + " were judged");
        assertEquals(judged, told);
        assertEquals(judged, admin().guard(userId).get("failures").asInt());
    }

    /**
     * Each request may get an authorization code of the one session, if Keycloak finds the sign-in completed by the
     * request whose code was verified. None may get one, if another request restores the tab that was just closed.
     */
    @Test
    void fiftyFormsWithTheRightCodeOpenOneSession() {
        SignIn signIn = signIn("rightform");
        Mail mail = mail(signIn, 1);
        List<Page> pages = signIn.codeAtOnce(THREADS, mail.code());
        long codes = pages.stream().flatMap(page -> page.authorizationCode().stream()).distinct().count();
        String userId = admin().userId(signIn.user());
        List<JsonNode> logins = stream(admin().events("LOGIN", userId)).toList();
        System.out.printf("%s: %d forms with the right code: %d authorization codes%n", database(), THREADS, codes);
        assertTrue(admin().call("GET", "/users/" + userId + "/sessions", null).size() <= 1);
        assertTrue(logins.stream().map(login -> login.path("sessionId").asText()).distinct().count() <= 1);
        assertTrue(logins.stream().filter(login -> login.path("details").has("latchkey_factor")).count() <= 1);
        String rows = "select count(*) from LATCHKEY_OTP_CHALLENGE where USER_ID = '" + userId + "'";
        assertEquals(1, probe().number(rows + " and USED_AT is not null"));
        // a form that arrives when the tab has just dropped its answered challenge has one more mail sent
        assertTrue(probe().number(rows) <= 2);
    }

    @Test
    void attack_mailBombing_fiftyPasswordsAtOnceSendOneMail() {
        SignIn signIn = new SignIn(new Browser(url()), admin().users("bombed", 1).get(0));
        signIn.open();
        signIn.passwordAtOnce(THREADS);
        assertEquals(1, probe().number("select count(*) from LATCHKEY_OTP_CHALLENGE where USER_ID = '"
                + admin().userId(signIn.user()) + "'"));
    }

    @Test
    void aFreshBucketAdmitsExactlyItsRate() {
        for (int round = 0; round < 3; round++) {
            String key = "bucket-" + round;
            List<String> results = Burst.of(THREADS, i -> probe().take(key, 10));
            assertEquals(10, Collections.frequency(results, "Admitted"), results::toString);
        }
        // all of them find at one moment that there is no row yet, and one creates it
        assertEquals(Map.of("Admitted", 40L * 5, "Refused", 40L * (16 - 5)), probe().takeNew(40, 16).stream()
                .collect(Collectors.groupingBy(name -> name, Collectors.counting())));
    }

    @Test
    void aFreshAccountIsChargedExactlyItsBudget() {
        for (String budget : List.of("SECOND_FACTOR", "PASSWORDLESS", "PASSWORD_RESET")) {
            List<String> results = Burst.of(THREADS, i -> probe().charge("somebody", budget));
            assertEquals(10, Collections.frequency(results, "Open"), results::toString);
            assertEquals(THREADS - 10, Collections.frequency(results, "Locked"), results::toString);
        }
    }

    @Test
    @Order(LAST - 2)
    void purgeDeletesWhatHasEnded() {
        signIn("purged");
        probe().take("purged", 1);
        assertTrue(rows("LATCHKEY_OTP_CHALLENGE") > 0);
        assertTrue(rows("LATCHKEY_RATE_LIMIT") > 0);
        probe().purge();
        assertTrue(rows("LATCHKEY_OTP_CHALLENGE") > 0);
        // every kind of row has expired a week later, whatever its own lifetime is
        int weeks = 0;
        try {
            do {
                weeks++;
                probe().clock(weeks * 7 * 86_400);
                probe().purge();
                // what a worker has written for the sign-in after the clock was set ends with the next week
            } while (rows("LATCHKEY_RATE_LIMIT") > 0 && weeks < 3);
            assertEquals(0, rows("LATCHKEY_OTP_CHALLENGE"));
            assertEquals(0, rows("LATCHKEY_RATE_LIMIT"));
        } finally {
            probe().clock(0);
        }
    }

    @Test
    void rowsOfUsersDeletedWithoutAnEventAreSwept() {
        String stays = admin().userId(admin().users("swept", 1).get(0));
        List<String> gone = List.of("no-users-id", "f:an-unlinked-directory:no-user");
        for (String id : gone) {
            probe().charge(id, "SECOND_FACTOR");
        }
        probe().charge(stays, "SECOND_FACTOR");
        probe().charge("no-user:some-id", "PASSWORD_RESET");
        probe().sweep();
        for (String id : gone) {
            assertEquals(0, probe().number("select count(*) from LATCHKEY_ACCOUNT_GUARD where USER_ID = '" + id + "'"));
        }
        assertEquals(1, probe().number("select count(*) from LATCHKEY_ACCOUNT_GUARD where USER_ID = '" + stays + "'"));
        assertEquals(1, probe().number("select count(*) from LATCHKEY_ACCOUNT_GUARD"
                + " where USER_ID = 'no-user:some-id'"), "the budget of an unauthenticated requester stays");
    }

    @Test
    @Order(LAST - 1)
    void rowsGoWithTheirUser() {
        SignIn gone = signIn("gone");
        SignIn stays = signIn("stays");
        for (SignIn each : List.of(gone, stays)) {
            each.code(mail(each, 1).wrongCode());
        }
        String id = admin().userId(gone.user());
        String other = admin().userId(stays.user());
        admin().deleteUser(id);
        for (String table : List.of("LATCHKEY_OTP_CHALLENGE", "LATCHKEY_ACCOUNT_GUARD")) {
            assertEquals(0, probe().number("select count(*) from " + table + " where USER_ID = '" + id + "'"));
            assertEquals(1, probe().number("select count(*) from " + table + " where USER_ID = '" + other + "'"));
        }
    }

    @Test
    void attack_backlogOfOneUserOrOfNone_delaysNoOther() {
        List<String> flood = new ArrayList<>(Collections.nCopies(3 * THREADS, "-"));
        flood.addAll(Collections.nCopies(3 * THREADS, "ann"));
        flood.addAll(List.of("bob", "bob"));
        List<String> turns = probe().turns(flood, 0);
        assertEquals(List.of("-", "ann", "bob", "-", "ann", "bob"), turns.subList(0, 6));
        assertEquals(Collections.frequency(turns, "-"), Collections.frequency(turns, "ann"));
        assertTrue(turns.size() < THREADS, "a few of each");
        List<String> held = probe().turns(List.of("-", "ann", "-", "ann", "bob"), 2);
        assertEquals(List.of("-", "bob"), held, "behind a user's event that waits stand that user's alone");
    }

    @Test
    void attack_everyColumnsBoundIsTriedWithALongerValue() {
        Map<String, Integer> bounds = Columns.bounds();
        Map<String, ColumnTry> tries = ColumnTry.all();
        assertEquals(tries.keySet(), bounds.keySet(), "every column with a bound has a try");
        List<String> refused = probe().columns();
        assertEquals(tries.keySet().stream().filter(column -> tries.get(column) == ColumnTry.REFUSED).toList(),
                refused);
        bounds.forEach((column, bound) -> {
            String name = column.substring(column.indexOf('.') + 1);
            int longest = probe().number("select coalesce(max(char_length(" + name + ")), 0) from "
                    + column.substring(0, column.indexOf('.')));
            assertTrue(longest > 0, () -> column + " was not tried");
            assertTrue(tries.get(column) == ColumnTry.MADE ? longest <= bound : longest == bound,
                    () -> column + " holds " + longest + " of " + bound);
        });
        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertTrue(status.name().length() <= bounds.get("LATCHKEY_OTP_CHALLENGE.DELIVERY"), status.name());
        }
        String realmsWithRows = Columns.tables().stream().map(table -> "select REALM_ID from " + table)
                .collect(Collectors.joining(" union ", "select count(*) from (", ") l"));
        String orphaned = realmsWithRows + " where not exists (select 1 from REALM r where r.ID = l.REALM_ID)";
        assertTrue(probe().number(orphaned) > 0, "rows of realms that do not exist were written");
        probe().sweep();
        assertEquals(0, probe().number(orphaned), "realms that do not exist have rows");
    }

    @Test
    @Order(LAST)
    void rowsGoWithTheirRealm() {
        String realm = admin().realmId();
        signIn("realmless");
        Map<String, Integer> before = probe().fill();
        assertEquals(Columns.tables(), new TreeSet<>(before.keySet()));
        // to which a node writes sign-ins in batches, within seconds
        String batched = "LATCHKEY_RISK_DAY";
        before.forEach((table, rows) -> assertTrue(rows > 0 || table.equals(batched), table));
        Eventually.see(Duration.ofSeconds(30), () -> probe().tables(realm).get(batched), rows -> rows > 0);
        admin().deleteRealm();
        Probe master = probe().ofRealm("master");
        // a batch may have been written, and a lease taken, while the realm was being removed
        Set<String> late = Set.of(batched, "LATCHKEY_OUTBOX_LEASE");
        master.tables(realm).forEach((table, rows) -> assertTrue(rows == 0 || late.contains(table), table));
        master.sweep();
        master.tables(realm).forEach((table, rows) -> assertEquals(0, rows, table));
    }

    private int rows(String table) {
        return probe().number("select count(*) from " + table);
    }

    private static String reason(JsonNode event) {
        return event.path("details").path("latchkey_reason").asText();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
