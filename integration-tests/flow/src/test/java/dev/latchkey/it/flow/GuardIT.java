package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AdminEventRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The account guard, with Keycloak's brute-force detector off. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class GuardIT extends FlowTest {

    private static final String LOCKED = "Security warning for Test & Co: account locked";

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @InjectRealm(ref = "neighbour", config = Realms.Neighbour.class)
    ManagedRealm neighbour;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void peerBug02_attack_budgetIsNotResetByTabSessionOrResend() {
        TestUser person = person();
        Guessing guessing = new Guessing(person);

        guessing.wrongCodes(10);
        assertEquals(10, rows().attempts(person));
        assertEquals(10, failures(person));
        SignIn last = guessing.signIn;

        last.code(guessing.code);

        assertFalse(last.done(), "the right code is refused as well");
        assertEquals("Too many wrong codes. Codes are locked for this account for 15 minutes.", last.message());
        assertEquals(429, last.tab().status());
        assertEquals("900", last.tab().header("Retry-After").orElse(""));
        assertFalse(last.asksForCode());
        assertEquals(10, rows().attempts(person), "nothing was judged");
        assertEquals(1, events(person).refusals("second_factor_locked"));
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void whileLockedNoTabGetsACodeAndAfterwardsTheRightOneOpens() {
        TestUser person = person();
        new Guessing(person).wrongCodes(10);
        int sends = rows().sends(person);

        SignIn locked = afterPassword(person);
        assertFalse(locked.asksForCode());
        assertTrue(locked.message().startsWith("Too many wrong codes."), locked::message);
        assertEquals(sends, rows().sends(person), "no mail to an account that is locked");

        time.set(895);
        assertFalse(locked.refresh().asksForCode());
        assertEquals("Too many wrong codes. Codes are locked for this account for 1 minute.", locked.message());

        time.set(901);
        locked.refresh();
        assertTrue(locked.asksForCode(), locked.tab()::text);
        assertTrue(locked.code(mail(person, sends + 1).code()).done(), locked.tab()::text);
        assertEquals(0, failures(person), "a success forgets all failures");
    }

    @Test
    void theLinkOfALockedAccountSaysThatItIsLocked() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-failures", "1"));
        TestUser person = person();
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        Mail mail = mail(person);
        signIn.code(wrong(mail.code()));

        LinkVisit visit = LinkVisit.post(browser.tab(), mail.link());

        assertEquals("locked", visit.state());
        assertTrue(visit.offersWayBack(), visit.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
    }

    /** A right guess must not pass beside wrong ones that are not counted yet. */
    @Test
    void attack_parallelGuesses_ofOneAccount_areJudgedOneByOne() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-failures", "1"));
        TestUser person = person();
        List<SignIn> signIns = IntStream.rangeClosed(1, 4).mapToObj(i -> afterPassword(browser(), person)).toList();
        String right = newestCode(person, signIns.get(0).reference());

        rows().whileGuardIsLocked(person, signIns.size(), () -> Burst.of(signIns.size(), i ->
                signIns.get(i).code(i == 0 ? right : wrong(newestCode(person, signIns.get(i).reference())))));

        assertEquals(1, rows().failures(person), "of the wrong ones, the first alone is judged");
        long wrong = signIns.stream().skip(1).filter(signIn -> signIn.message().startsWith("Wrong code")).count();
        assertEquals(1, wrong, () -> signIns.stream().skip(1).map(SignIn::message).toList().toString());
    }

    @Test
    void aSuccessBetweenFailuresStartsTheBudgetAnew() {
        TestUser person = person();
        Guessing guessing = new Guessing(person);
        guessing.wrongCodes(2);

        assertTrue(guessing.signIn.code(guessing.code).done());

        assertEquals(0, failures(person));
    }

    @Test
    void eachFurtherLockIsTwiceAsLong() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-failures", "1"));
        TestUser person = person();
        Guessing guessing = new Guessing(person);
        guessing.wrongCodes(1);
        assertEquals(900, secondsLocked(person));
        SignIn signIn = guessing.signIn;

        time.set(901);
        signIn.refresh().resend();
        signIn.code(wrong(mail(person, 2).code()));

        assertEquals(1800, secondsLocked(person));
        assertEquals(2, failures(person));
    }

    @Test
    void afterTheHardStopOnlyAnAdminOpens() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-hard-stop", "2"));
        TestUser person = person();
        Guessing guessing = new Guessing(person);
        guessing.wrongCodes(2);

        SignIn signIn = guessing.signIn.code(guessing.code);
        assertFalse(signIn.done());
        assertEquals("Too many wrong codes. Codes are blocked for this account until an administrator clears "
                + "the block.", signIn.message());
        assertTrue(budget(person).get("stopped").asBoolean());
        assertEquals(1, events(person).refusals("second_factor_permanently_locked"));

        assertEquals(204, Rest.admin().delete(path(realm, person)).statusCode());
        assertTrue(signIn.refresh().code(guessing.code).done(), signIn.tab()::text);
    }

    @Test
    void theFailureThatLocksNotifiesTheOwnerAndLaterOnesDoNot() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "new_device"));
        TestUser person = person();
        Guessing guessing = new Guessing(person);
        guessing.wrongCodes(10);
        Mail notification = lockNotification(person);
        assertTrue(notification.text().contains("HtmlUnit") || notification.text().contains("Firefox"),
                notification::text);
        assertTrue(notification.text().contains("127.0.0.1") && notification.text().contains("UTC"),
                notification::text);
        assertTrue(notification.text().contains("locked for now"), notification::text);

        guessing.signIn.code(guessing.code);
        afterPassword(person);
        TestUser next = person();
        new Guessing(next).wrongCodes(10);
        lockNotification(next);
        assertEquals(1, mails(person).stream().filter(mail -> mail.subject().equals(LOCKED)).count());
    }

    private Mail lockNotification(TestUser person) {
        return Eventually.present("the notice of a lock", () -> mails(person).stream()
                .filter(mail -> mail.subject().equals(LOCKED)).findFirst());
    }

    @Test
    void malformedCodesAreNotCharged() {
        TestUser person = person();
        SignIn signIn = afterPassword(person);
        for (int i = 0; i < 12; i++) {
            signIn.code("12345");
        }
        assertEquals(0, failures(person));
        assertTrue(signIn.code(mail(person).code()).done());
    }

    @Test
    void anAdminSeesAndClearsTheGuard() {
        TestUser person = person();
        Guessing guessing = new Guessing(person);
        guessing.wrongCodes(10);
        Rest admin = Rest.admin();

        JsonNode budget = budget(person);
        assertEquals(10, budget.get("failures").asInt());
        assertEquals(900, secondsLocked(person));
        assertFalse(budget.get("stopped").asBoolean());

        assertEquals(204, admin.delete(path(realm, person)).statusCode());

        assertEquals(0, failures(person));
        List<AdminEventRepresentation> cleared = realm.admin().getAdminEvents().stream()
                .filter(event -> "DELETE".equals(event.getOperationType()))
                .filter(event -> String.valueOf(event.getResourcePath()).contains(person.id())).toList();
        assertEquals(1, cleared.size());
        assertEquals("USER_LOGIN_FAILURE", cleared.get(0).getResourceType());
        assertTrue(guessing.signIn.refresh().code(guessing.code).done(), guessing.signIn.tab()::text);
    }

    @Test
    void keycloaksOwnClearingOfAllUsersClearsTheGuardOfTheRealmAlone() {
        TestUser person = person();
        TestUser other = person();
        new Guessing(person).wrongCodes(1);
        new Guessing(other).wrongCodes(1);
        TestUser abroad = person(neighbour, user -> user);
        SignIn there = SignIn.open(browser().tab(), neighbour).password(abroad);
        there.code(wrong(mail(abroad).code()));

        realm.admin().attackDetection().clearAllBruteForce();

        assertEquals(0, failures(person));
        assertEquals(0, failures(other));
        assertEquals(1, rows().failures(abroad));
    }

    @Test
    void roleMatrix_anonymousAndUsersGetNothing() {
        TestUser person = person();

        assertEquals(401, Rest.anonymous().get(path(realm, person)).statusCode());
        assertEquals(401, Rest.anonymous().delete(path(realm, person)).statusCode());
        Rest user = Rest.as(realm, person);
        assertEquals(403, user.get(path(realm, person)).statusCode(), "not even about oneself");
        assertEquals(403, user.delete(path(realm, person)).statusCode());
    }

    @Test
    void roleMatrix_viewUsersSeesAndManageUsersClears() {
        TestUser person = person();
        Rest viewer = withRole("view-users");
        assertEquals(200, viewer.get(path(realm, person)).statusCode());
        assertEquals(403, viewer.delete(path(realm, person)).statusCode());

        Rest manager = withRole("manage-users");
        assertEquals(200, manager.get(path(realm, person)).statusCode());
        assertEquals(204, manager.delete(path(realm, person)).statusCode());

        Rest neither = withRole("view-events");
        assertEquals(403, neither.get(path(realm, person)).statusCode());
        assertEquals(403, neither.delete(path(realm, person)).statusCode());
    }

    @Test
    void attack_accessToForeignIdsIsNotFound() {
        TestUser abroad = person(neighbour, user -> user);
        Rest manager = withRole("manage-users");

        assertEquals(404, manager.get(path(realm, abroad)).statusCode());
        assertEquals(404, manager.delete(path(realm, abroad)).statusCode());
        assertEquals(404, manager.get("/admin/realms/code-required/latchkey-guard/users/none").statusCode());
        assertTrue(List.of(401, 403).contains(manager.get(path(neighbour, abroad)).statusCode()));
    }

    private int failures(TestUser person) {
        return budget(person).get("failures").asInt();
    }

    private double secondsLocked(TestUser person) {
        return (budget(person).get("lockedUntil").asLong() - clock().now()) / 1000.0;
    }

    private JsonNode budget(TestUser person) {
        return StreamSupport.stream(Rest.json(Rest.admin().get(path(realm, person))).spliterator(), false)
                .filter(budget -> "second_factor".equals(budget.get("budget").asText())).findFirst().orElseThrow();
    }

    private static String path(ManagedRealm realm, TestUser person) {
        return "/admin/realms/" + realm.getName() + "/latchkey-guard/users/" + person.id();
    }

    /** An attacker who knows the password and guesses codes, with a new browser whenever a code is used up. */
    private final class Guessing {

        private final TestUser person;
        private SignIn signIn;
        private String code;
        private int mails;

        Guessing(TestUser person) {
            this.person = person;
        }

        void wrongCodes(int count) {
            for (int i = 0; i < count; i++) {
                if (i % 3 == 0) {
                    signIn = afterPassword(person);
                    code = mail(person, ++mails).code();
                }
                signIn.code(wrong(code));
            }
        }
    }
}
