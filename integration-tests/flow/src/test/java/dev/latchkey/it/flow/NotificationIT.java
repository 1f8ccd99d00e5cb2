package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import org.htmlunit.BrowserVersion;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** Notifications to users about their own account. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NotificationIT extends FlowTest {

    private static final String NEW_DEVICE = "Sign-in from a new device for Test & Co";
    private static final String LOCKED = "Security warning for Test & Co: account locked";
    private static final String AFTER_FAILURES = "Sign-in after several failures for Test & Co";
    private static final String FACTOR = "Security notice for Test & Co: sign-in changed";

    @InjectRealm(config = Realms.Notices.class)
    ManagedRealm realm;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void aSignInFromAnotherKindOfDeviceIsToldAndTheFirstOfAllIsNot() {
        TestUser person = person();
        signIn(browser(BrowserVersion.FIREFOX), person);
        settled();
        signIn(browser(BrowserVersion.CHROME), person);
        Mail notification = notification(person, NEW_DEVICE);
        assertTrue(notification.text().contains("Chrome"), notification::text);
        assertTrue(notification.text().contains("127.0.0.1") && notification.text().contains("UTC"),
                notification::text);
        assertTrue(notification.text().contains("Change your password now"), notification::text);
        settled();
        signIn(browser(BrowserVersion.CHROME), person);
        settled();
        assertEquals(1, notifications(person, NEW_DEVICE).size(), "once");
    }

    @Test
    void aSignInFromAKnownDeviceCostsOneStatement() {
        TestUser person = person();
        signIn(browser(), person);
        settled();
        SignIn signIn = SignIn.open(browser().tab(), realm);
        rows().watchStatements();
        assertTrue(signIn.password(person).done(), signIn.tab()::text);
        Eventually.holds("the server has looked", () -> rows().statementsOn("LATCHKEY_SIGN_IN_MEMORY") > 0);
        assertEquals(1, rows().statementsOn("LATCHKEY_SIGN_IN_MEMORY"));
    }

    /** A user who is signed in can have Keycloak report one sign-in after another, each from a made-up browser. */
    @Test
    void attack_signInsFromManyMadeUpBrowsers_keepAsManyKindsAsAnAccountMayHave() {
        TestUser person = person();
        rows().signedInFrom(realm.getId(), person, 30);
        assertEquals(30, rows().signIns(person));
        rows().signedInFrom(realm.getId(), person, 35);
        assertEquals(30, rows().signIns(person));
    }

    @Test
    void aNotificationIsInTheLanguageOfItsRecipient() {
        TestUser person = person(user -> user.attribute("locale", "de"));
        signIn(browser(BrowserVersion.FIREFOX), person);
        settled();
        signIn(browser(BrowserVersion.CHROME), person);
        assertTrue(notification(person, "Anmeldung von einem neuen Gerät bei Test & Co").text().contains("Passwort"));
    }

    @Test
    void successAfterThreeFailuresIsNotified() {
        TestUser person = person();
        detector(person).wrongPasswords(browser(), 3);
        settled();
        signIn(browser(), person);
        assertTrue(notification(person, AFTER_FAILURES).text().contains("several attempts had failed"));
        signIn(browser(), person);
        settled();
        assertEquals(1, notifications(person, AFTER_FAILURES).size());
    }

    @Test
    void successAfterTwoFailuresIsNot() {
        TestUser person = person();
        detector(person).wrongPasswords(browser(), 2);
        signIn(browser(), person);
        settled();
        assertEquals(List.of(), notifications(person, AFTER_FAILURES));
    }

    @Test
    void aLockOfTheDetectorIsNotified() {
        TestUser person = person();
        detector(person).lock(browser(BrowserVersion.FIREFOX));
        SignIn.open(browser(BrowserVersion.FIREFOX).tab(), realm).password(person.username(), "wrong");
        Mail notification = notification(person, LOCKED);
        assertTrue(notification.text().contains("locked for now"), notification::text);
        assertTrue(notification.text().contains("Firefox") && notification.text().contains("127.0.0.1"),
                notification::text);
    }

    @Test
    void aNewPasswordIsNotifiedOnce() {
        TestUser person = person();
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setRequiredActions(List.of("UPDATE_PASSWORD"));
        realm.admin().users().get(person.id()).update(user);
        SignIn signIn = SignIn.open(browser().tab(), realm).password(person);
        signIn.tab().type("password-new", "another-Password-1").type("password-confirm", "another-Password-1")
                .submit("kc-passwd-update-form");
        Mail notification = notification(person, FACTOR);
        assertTrue(notification.text().contains("removed: password."), notification::text);
        settled();
        assertEquals(1, notifications(person, FACTOR).size());
    }

    /** Who has the password for a moment links an identity of their own, and signs in by it from then on. */
    @Test
    void attack_anIdentityThatIsLinkedOrRemoved_isNotified() {
        realm.admin().identityProviders().create(Realms.home()).close();
        try {
            TestUser person = person();
            TestUser attacker = person(home, user -> user.email(person.email()));
            SignIn signIn = SignIn.open(browser().tab(), realm);
            signIn.tab().click("social-home");
            signIn.password(attacker);
            signIn.tab().click("linkAccount");
            signIn.tryAnotherWay("Username and password").password(person);
            assertTrue(signIn.done(), signIn.tab()::text);
            Mail notification = notification(person, FACTOR);
            assertTrue(notification.text().contains("removed: another way to sign in."), notification::text);

            settled();
            assertEquals(204, Rest.ofApp(realm, person).send("DELETE", "/realms/" + realm.getName()
                    + "/account/linked-accounts/home", "").statusCode());
            settled();
            Eventually.holds("a notice of the removal", () -> notifications(person, FACTOR).size() == 2);
        } finally {
            realm.admin().identityProviders().get("home").remove();
        }
    }

    @Test
    void attack_mailBombingByNotifications_isLimited() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.notice-kind-hour", "1"));
        TestUser person = person();
        for (int round = 0; round < 2; round++) {
            detector(person).wrongPasswords(browser(), 3);
            settled();
            signIn(browser(), person);
            settled();
        }
        notification(person, AFTER_FAILURES);
        assertEquals(1, notifications(person, AFTER_FAILURES).size());
    }

    @Test
    void eachKindHasLimitsOfItsOwnAndNoFloodSilencesAnother() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.notice-kind-hour", "1"));
        TestUser person = person();
        server.run(told(realm.getName(), person.id(), List.of(NotificationKind.values())));
        server.run(told(realm.getName(), person.id(), List.of(NotificationKind.values())));
        assertEachOnce(person, NotificationKind.values().length);
    }

    @Test
    void eachKindHasADailyLimitOfItsOwn() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.notice-kind-hour", "100")
                .attribute("latchkey.limits.notice-kind-day", "1"));
        TestUser person = person();
        server.run(told(realm.getName(), person.id(), List.of(NotificationKind.values())));
        server.run(told(realm.getName(), person.id(), List.of(NotificationKind.values())));
        assertEachOnce(person, NotificationKind.values().length);
    }

    @Test
    void aRealmSwitchesKindsOff() {
        NotificationKind[] kinds = NotificationKind.values();
        NotificationKind left = kinds[kinds.length - 1];
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", Arrays.stream(kinds)
                .filter(kind -> kind != left).map(NotificationKind::id).collect(Collectors.joining(", "))));
        TestUser person = person();
        server.run(told(realm.getName(), person.id(), List.of(kinds)));
        assertEachOnce(person, 1);
    }

    @Test
    void aRequestThatFailsNotifiesOfWhatItCannotUndoAndNothingElse() {
        TestUser person = person();
        server.run(toldInVain(realm.getName(), person.id(), List.of(NotificationKind.values())));
        server.run(told(realm.getName(), person.id(), List.of(NotificationKind.NEW_DEVICE)));
        notification(person, NEW_DEVICE);
        assertEachOnce(person, 5);
        assertTrue(mails(person).stream().map(Mail::subject).toList().containsAll(List.of(LOCKED,
                "Sign-in refused for Test & Co",
                "Security warning for Test & Co: trusted device copied",
                "Security warning for Test & Co: app sign-in copied")), () -> mails(person).toString());
    }

    private static RunOnServer told(String realmName, String userId, List<NotificationKind> kinds) {
        return session -> send(session, realmName, userId, kinds);
    }

    private static RunOnServer toldInVain(String realmName, String userId, List<NotificationKind> kinds) {
        return session -> KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(),
                session.getContext(), inner -> {
                    send(inner, realmName, userId, kinds);
                    inner.getTransactionManager().setRollbackOnly();
                });
    }

    private static void send(KeycloakSession session, String realmName, String userId, List<NotificationKind> kinds) {
        RealmModel there = session.realms().getRealmByName(realmName);
        session.getContext().setRealm(there);
        UserModel user = session.users().getUserById(there, userId);
        kinds.forEach(kind -> Notifications.of(session).send(there, user, Notification.of(kind, "it")));
    }

    /** Asserts that this many different notifications have arrived, once the server has decided about all of them. */
    private void assertEachOnce(TestUser person, int kinds) {
        Eventually.holds(kinds + " notices have come", () -> mails(person).size() >= kinds);
        settled();
        List<String> subjects = mails(person).stream().map(Mail::subject).toList();
        assertEquals(kinds, subjects.size(), subjects::toString);
        assertEquals(kinds, Set.copyOf(subjects).size(), subjects::toString);
        assertTrue(mails(person).stream().allMatch(mail -> mail.text().contains("127.0.0.1")
                && mail.text().contains("UTC")), () -> mails(person).toString());
    }

    private void signIn(Browser browser, TestUser person) {
        SignIn signIn = SignIn.open(browser.tab(), realm).password(person);
        assertTrue(signIn.done(), signIn.tab()::text);
        assertFalse(signIn.asksForPassword());
    }

    /** Waits until the server has decided about all events so far: notifications are created in order. */
    private void settled() {
        TestUser marker = person();
        signIn(browser(), marker);
        Eventually.holds("the notices before are written", () -> rows().signIns(marker) > 0);
    }

    private Mail notification(TestUser person, String subject) {
        return Eventually.present("a notice: " + subject, () -> notifications(person, subject).stream().findFirst());
    }

    private List<Mail> notifications(TestUser person, String subject) {
        return inbox().all(person.email()).stream().filter(mail -> mail.subject().equals(subject)).toList();
    }
}
