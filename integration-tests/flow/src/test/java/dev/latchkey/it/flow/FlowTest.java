package dev.latchkey.it.flow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import jakarta.ws.rs.NotAuthorizedException;
import org.htmlunit.BrowserVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.testframework.mail.MailServer;
import org.keycloak.testframework.mail.annotations.InjectMailServer;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.UserBuilder;
import org.keycloak.testframework.remote.runonserver.InjectRunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;
import org.keycloak.testframework.remote.timeoffset.InjectTimeOffSet;
import org.keycloak.testframework.remote.timeoffset.TimeOffSet;
import org.keycloak.testframework.util.ApiUtil;

/** Common parts of the flow tests. Each test creates users of its own, so that no test meets another's limits. */
abstract class FlowTest {

    static final AtomicInteger NUMBER = new AtomicInteger();

    @InjectMailServer
    MailServer mailServer;

    @InjectTimeOffSet
    TimeOffSet timeOffset;

    @InjectRunOnServer(permittedPackages = "dev.latchkey.it.flow")
    RunOnServerClient server;

    /** Moves the server's time. */
    ServerTime time;

    private final List<Browser> browsers = Collections.synchronizedList(new ArrayList<>());

    /** The realm under test. */
    abstract ManagedRealm realm();

    @AfterEach
    void closeBrowsers() {
        browsers.forEach(Browser::close);
    }

    @AfterEach
    void deleteMailboxes() {
        inbox().deleteMailboxes();
    }

    @AfterEach
    void forgetTheFuture() {
        if (time.hasChanged()) {
            // a rate that was used up in the future would be used up for the tests that follow in the present
            rows().forgetRates(realm().getId());
        }
    }

    @BeforeEach
    void knowTheDetector() {
        Detector.of(server);
    }

    @BeforeEach
    void watchTheTime() {
        time = new ServerTime(timeOffset, () -> rows().queued(realm().getId()) == 0);
    }

    @BeforeEach
    void stopClock() {
        if (getClass().isAnnotationPresent(StoppedClock.class)) {
            clock().stop();
        }
    }

    @AfterEach
    void startClock() {
        if (getClass().isAnnotationPresent(StoppedClock.class)) {
            clock().start();
            renewTheAdminsToken();
        }
    }

    /**
     * The admin's access token is older than the clock of the test's process assumes, which did not stop: the first use
     * fails.
     */
    private void renewTheAdminsToken() {
        try {
            realm().admin().toRepresentation();
        } catch (NotAuthorizedException e) {
            realm().admin().toRepresentation();
        }
    }

    /** The server's time. */
    final ServerClock clock() {
        return new ServerClock(server);
    }

    Browser browser() {
        return closedLater(new Browser());
    }

    Browser browser(BrowserVersion version) {
        return closedLater(new Browser(version));
    }

    Browser browserWithEngine() {
        return closedLater(Browser.withEngine());
    }

    private Browser closedLater(Browser browser) {
        browsers.add(browser);
        return browser;
    }

    Inbox inbox() {
        return new Inbox(mailServer);
    }

    /** Waits for the only mail of a user. */
    Mail mail(TestUser person) {
        return mail(person, 1);
    }

    /** Waits until a user has this many mails and the server has recorded them as sent; returns the newest. */
    Mail mail(TestUser person, int ofSoMany) {
        Mail mail = inbox().mail(person, ofSoMany);
        // otherwise a move of the clock makes a mail look lost
        Eventually.holds("the mail is known to have left", () -> rows().undelivered(person) == 0);
        return mail;
    }

    /** The code of the mail with this reference, whichever other mails arrive in the same mailbox. */
    String newestCode(TestUser person, String reference) {
        return Eventually.present("the mail " + reference, () -> mails(person).stream()
                .filter(mail -> mail.subject().contains(reference)).findFirst()).code();
    }

    List<Mail> mails(TestUser person) {
        return inbox().all(person.email());
    }

    Rows rows() {
        return new Rows(server);
    }

    Detector detector(TestUser person) {
        return new Detector(realm(), person);
    }

    EventLog events(TestUser person) {
        return new EventLog(realm(), person);
    }

    TestUser person() {
        return person(user -> user);
    }

    /** @param more changes to the default user */
    TestUser person(UnaryOperator<UserBuilder> more) {
        return person(realm(), more);
    }

    static TestUser person(ManagedRealm realm, UnaryOperator<UserBuilder> more) {
        String name = "user" + NUMBER.incrementAndGet();
        UserBuilder user = more.apply(UserBuilder.create(name).name("Uma", "User").email(name + "@mail.example")
                .emailVerified(true).password(TestUser.PASSWORD));
        String id = ApiUtil.getCreatedId(realm.admin().users().create(user.build()));
        return new TestUser(id, user.build().getUsername(), user.build().getEmail());
    }

    /** An administrator with one role of the realm's administration, and no other. */
    Rest withRole(String... roles) {
        TestUser person = person();
        ManagedRealm realm = realm();
        String client = realm.admin().clients().findByClientId("realm-management").get(0).getId();
        realm.admin().users().get(person.id()).roles().clientLevel(client).add(Stream.of(roles)
                .map(role -> realm.admin().clients().get(client).roles().get(role).toRepresentation()).toList());
        return Rest.as(realm, person);
    }

    /** A sign-in in a browser of its own, up to the page after the password. */
    SignIn afterPassword(TestUser person) {
        return afterPassword(browser(), person);
    }

    SignIn afterPassword(Browser browser, TestUser person) {
        return SignIn.open(browser.tab(), realm()).password(person);
    }

    /** A code that differs from the right one. */
    static String wrong(String code) {
        return (code.charAt(0) == '0' ? '1' : '0') + code.substring(1);
    }
}
