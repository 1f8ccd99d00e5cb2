package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** The link that is opened in another browser, which asks for the number that the waiting page shows. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NumberMatchIT extends FlowTest {

    private static final String POLICY = "link_number_matching";
    private static final int AT_ONCE = 20;

    @InjectRealm(config = Numbers.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void theNumberTypedInAnotherBrowserLetsTheWaitingPageGoOn() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        Browser phone = browser();

        LinkVisit visit = LinkVisit.open(phone.tab(), mail.link());
        assertEquals("number", visit.state(), visit.tab()::text);
        visit.number(number(waiting));

        assertEquals("confirmed", visit.state(), visit.tab()::text);
        assertEquals(1, events(person).steps("number_confirmed"));
        assertEquals(0, events(person).count("LOGIN"), "it is not the sign-in");
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);
        EventRepresentation signIn = events(person).signIn();
        assertEquals("number", signIn.getDetails().get("latchkey_factor"));
        assertEquals(mail.reference(), signIn.getDetails().get("latchkey_reference"));
        assertEquals("used", LinkVisit.open(phone.tab(), mail.link()).state());
        assertEquals(0, rows().failures(person));
    }

    @Test
    void thePageShowsWhoAsksAndWarns() {
        TestUser person = person();
        SignIn waiting = SignIn.open(browser().tab(), realm, Realms.OTHER_APP).password(person);

        Tab asked = LinkVisit.open(browser().from("127.0.0.2").tab(), mail(person).link()).tab();

        String request = asked.textOf("latchkey-request").orElseThrow();
        assertTrue(request.contains(Realms.OTHER_APP), request);
        assertTrue(request.contains("Firefox on Windows"), request);
        assertTrue(request.contains("127.0.0.1"), "that of the waiting browser: " + request);
        assertTrue(request.contains("UTC"), request);
        assertTrue(asked.textOf("latchkey-warning").orElseThrow().contains("that you see yourself"));
        assertFalse(asked.source().contains(">" + number(waiting) + "<"), "the number is typed, not chosen");
        assertEquals("no-store", asked.header("Cache-Control").orElse(""));
        assertEquals("no-referrer", asked.header("Referrer-Policy").orElse(""));
    }

    @Test
    void theNumberIsOnTheWaitingPageAlone() {
        TestUser person = person();
        ServerLog log = ServerLog.fromHere();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        String number = number(waiting);
        LinkVisit.open(browser().tab(), mail.link()).number(number);
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);

        assertTrue(mail.text().contains("asks for the number that you see there"), mail::text);
        assertTrue(mail.text().lines().noneMatch(line -> line.strip().equals(number)), mail::text);
        assertFalse(mail.html().matches("(?s).*>\\s*" + number + "\\s*<.*"), mail::html);
        events(person).all().forEach(event -> assertFalse(event.getDetails().containsValue(number),
                event.getDetails()::toString));
        log.assertNoTrace();
    }

    @Test
    void attack_aWrongNumber_endsTheChallengeAndCountsAsAWrongCode() {
        TestUser person = person();
        Browser browser = browser();
        SignIn waiting = afterPassword(browser, person);
        Mail mail = mail(person);
        String number = number(waiting);
        String typed = typed(mail, number);
        Browser phone = browser();

        LinkVisit visit = LinkVisit.open(phone.tab(), mail.link()).number(wrongNumber(number));

        assertEquals("wrong_number", visit.state(), visit.tab()::text);
        assertEquals(1, rows().failures(person));
        assertEquals(1, events(person).refusals("wrong_code"));
        detector(person).await(1);
        assertNotEquals("confirmed", LinkVisit.post(phone.tab(), mail.link(), typed).state());
        assertFalse(confirmed(waiting).done());
        assertEquals("This code can no longer be used. You need a new one.", waiting.message());
        assertEquals("used_up", LinkVisit.post(browser.tab(), mail.link()).state());
        assertEquals(1, rows().failures(person), "one try, counted once");
        time.set(61);
        waiting.resend();
        assertTrue(waiting.code(mail(person, 2).code()).done(), waiting.tab()::text);
    }

    @Test
    void attack_guessesOfEveryNumberAtOnce_areOneTry() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        String right = number(waiting);
        List<String> guesses = Stream.concat(IntStream.range(0, 100).mapToObj("%02d"::formatted)
                .filter(guess -> !guess.equals(right)).limit(AT_ONCE - 1L), Stream.of(right)).toList();
        String described = described(mail);

        List<Page> pages = Burst.of(AT_ONCE, i -> new dev.latchkey.it.kit.Browser(FlowServer.BASE).post(action(mail),
                Map.of("token", mail.token(), "described", described, "number", guesses.get(i))));

        long wrong = pages.stream().filter(page -> page.body().contains("data-state=\"wrong_number\"")).count();
        long accepted = events(person).steps("number_confirmed");
        assertEquals(1, wrong + accepted, "one number was verified");
        assertEquals(wrong, rows().failures(person));
        assertEquals(accepted == 1, confirmed(waiting).done());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&number=", "&number=7", "&number=007", "&number=on", "&number=%00%01",
            "&number=123456"})
    void attack_aScannerThatPressesTheButton_burnsNothing(String body) {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        String number = number(waiting);
        Browser scanner = browserWithEngine().withScripts();
        scanner.tab().head(mail.link());
        LinkVisit.open(scanner.tab(), mail.link());

        LinkVisit pressed = LinkVisit.post(scanner.tab(), mail.link(), body);

        assertEquals("number", pressed.state(), pressed.tab()::text);
        assertEquals("Type the two digits that the other page shows.",
                pressed.tab().textOf("input-error-number").orElse(""));
        assertEquals(0, rows().attempts(person));
        assertEquals(0, rows().failures(person));
        assertEquals("confirmed", LinkVisit.post(browser().tab(), mail.link(), typed(mail, number)).state());
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);
    }

    @Test
    void attack_theNumberWithoutTheLink_isNotVerified() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        TestUser other = person();
        SignIn otherWaits = afterPassword(other);
        String foreign = mail.link().replace(mail.token(), mail(other).token());

        for (String number : List.of(number(waiting), wrongNumber(number(waiting)), number(otherWaits))) {
            assertEquals("elsewhere", LinkVisit.post(browser().tab(), foreign, typed(mail, number)).state());
        }

        assertEquals("elsewhere", LinkVisit.open(browser().tab(), foreign).state(), "it shows nothing of the request");
        assertEquals(0, rows().attempts(person) + rows().failures(person));
        assertFalse(confirmed(waiting).done());
        assertEquals("The number has not been typed on another device yet.", waiting.tab().textOf("latchkey-message")
                .orElse(""));
        assertTrue(waiting.code(mail.code()).done(), waiting.tab()::text);
    }

    @Test
    void attack_aRelayedPage_needsItsOwnNumberAndGivesTheApprovingBrowserNothing() {
        TestUser victim = person();
        SignIn attacker = afterPassword(victim);
        Mail mail = mail(victim);
        Browser phone = browser();
        SignIn own = afterPassword(phone, victim);
        // the number that the victim sees is that of the victim's own sign-in
        String seen = number(own).equals(number(attacker)) ? wrongNumber(number(own)) : number(own);
        assertEquals("wrong_number", LinkVisit.open(phone.tab(), mail.link()).number(seen).state());

        assertFalse(confirmed(attacker).done());
        assertFalse(confirmed(own).done(), "what is typed for one sign-in says nothing of another");
        assertEquals(0, events(victim).count("LOGIN"));
    }

    @Test
    void attack_anApproval_opensNoSessionInTheBrowserThatApproves() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        Browser phone = browser();
        LinkVisit visit = LinkVisit.open(phone.tab(), mail.link()).number(number(waiting));
        assertEquals("confirmed", visit.state());

        assertTrue(SignIn.open(phone.tab(), realm).asksForPassword());
        assertEquals("confirmed", LinkVisit.open(phone.tab(), mail.link()).state());
        SignIn another = afterPassword(phone, person);
        assertFalse(confirmed(another).done(), another.tab()::text);
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_ofTwoBrowsersThatWait_theOneWhoseLinkWasConfirmedGoesOn() {
        TestUser person = person();
        SignIn first = afterPassword(person);
        Mail mail = mail(person);
        SignIn second = afterPassword(person);
        mail(person, 2);

        LinkVisit.open(browser().tab(), mail.link()).number(number(first));

        assertFalse(confirmed(second).done(), second.tab()::text);
        assertTrue(confirmed(first).done(), first.tab()::text);
        assertFalse(confirmed(second).done());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_ofSeveralTabsOnlyTheOneThatShowsTheNumberGoesOn() {
        TestUser person = person();
        Browser browser = browser();
        SignIn own = afterPassword(browser, person);
        Mail mail = mail(person);
        SignIn planted = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        assertFalse(planted.tab().has("latchkey-number"), planted.tab()::text);

        LinkVisit visit = LinkVisit.open(browser().tab(), mail.link());
        assertTrue(visit.tab().textOf("latchkey-request").orElseThrow().contains(Realms.APP));
        visit.number(number(own));

        assertFalse(planted.post("code=&confirmed=true").done(), planted.tab()::text);
        assertTrue(confirmed(own).done(), own.tab()::text);
        assertFalse(planted.post("code=&confirmed=true").done(), planted.tab()::text);
        assertEquals(Realms.APP, events(person).signIn().getClientId());
    }

    @Test
    void theNumberMovesToTheTabThatAsksForTheNextMail() {
        TestUser person = person();
        Browser browser = browser();
        SignIn first = afterPassword(browser, person);
        Mail mail = mail(person);
        String before = number(first);
        LinkVisit.open(browser().tab(), mail.link()).number(before);
        SignIn second = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        time.set(61);

        second.resend();

        Mail again = mail(person, 2);
        assertEquals(mail.token(), again.token());
        assertEquals(200, status(browser, first, again), "the first tab finds out that it shows it no longer");
        assertFalse(confirmed(first).done(), "what was typed before was the number of another tab");
        assertFalse(first.tab().has("latchkey-number"));
        LinkVisit visit = LinkVisit.open(browser().tab(), again.link());
        assertTrue(visit.tab().textOf("latchkey-request").orElseThrow().contains(Realms.OTHER_APP));
        visit.number(number(second));
        assertTrue(confirmed(second).done(), second.tab()::text);
    }

    /** The attacker has read the number of another tab out to the victim, whose page still describes the first one. */
    @Test
    void attack_theNumberOfAnotherTabThanThePageDescribes_confirmsNothing() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        LinkVisit visit = LinkVisit.open(browser().tab(), mail(person).link());
        assertTrue(visit.tab().textOf("latchkey-request").orElseThrow().contains(Realms.APP));
        SignIn second = SignIn.open(browser.tab(), realm, Realms.OTHER_APP).password(person);
        time.set(61);
        second.resend();
        Mail again = mail(person, 2);

        visit.number(number(second));

        assertEquals("elsewhere", visit.state(), visit.tab()::text);
        assertEquals("elsewhere", LinkVisit.post(browser().tab(), again.link(), "&number=" + number(second)).state());
        assertEquals(0, rows().failures(person));
        assertFalse(confirmed(second).done(), second.tab()::text);
        LinkVisit.open(browser().tab(), again.link()).number(number(second));
        assertTrue(confirmed(second).done(), second.tab()::text);
    }

    /** Keycloak's parser takes the words before a slash and "CFNetwork" for the name of the browser. */
    @Test
    void attack_theNumberWrittenIntoTheUserAgent_reachesNeitherPageNorMail() {
        TestUser person = person();
        Browser attacker = browser();
        SignIn waiting = afterPassword(attacker, person);
        mail(person);
        String sentence = "Type " + number(waiting) + " to stop this sign-in";
        time.set(61);
        attacker.withHeader("User-Agent", sentence + "/1 CFNetwork");

        waiting.resend();

        Mail again = mail(person, 2);
        assertFalse(again.text().contains("to stop this") || again.html().contains("to stop this"), again::text);
        Tab asked = LinkVisit.open(browser().tab(), again.link()).tab();
        assertTrue(asked.textOf("latchkey-request").isPresent(), asked::text);
        assertFalse(asked.source().contains("to stop this"), asked::text);
    }

    @Test
    void anotherMailOfTheSameTabKeepsTheNumberAndWantsItTypedAgain() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        String number = number(waiting);
        LinkVisit.open(browser().tab(), mail(person).link()).number(number);
        time.set(61);

        waiting.resend();

        Mail again = mail(person, 2);
        assertEquals(number, number(waiting));
        assertFalse(confirmed(waiting).done(), waiting.tab()::text);
        assertEquals(number, number(waiting.refresh()), "a page that is shown again shows the same");
        LinkVisit.open(browser().tab(), again.link()).number(number);
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);
    }

    @Test
    void attack_oneApprovalPostedManyTimesAtOnce_signsInOnce() {
        TestUser person = person();
        dev.latchkey.it.kit.Browser browser = new dev.latchkey.it.kit.Browser(FlowServer.BASE);
        Page asked = new Posts(browser, realm).afterPassword(person);
        Mail mail = mail(person);
        LinkVisit.post(browser().tab(), mail.link(), typed(mail, numberIn(asked.body())));
        String action = asked.action("latchkey-code-form");
        List<dev.latchkey.it.kit.Browser> copies = Stream.generate(browser::copy).limit(8).toList();

        List<Page> pages = Burst.of(8, i -> copies.get(i).post(action, Map.of("code", "", "confirmed", "true")));

        Set<String> codes = pages.stream().filter(Posts::done).map(page -> page.uri().getQuery())
                .collect(Collectors.toSet());
        assertEquals(1, codes.size(), pages::toString);
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_theStatusOfALink_isToldToTheBrowserThatWaitsAlone() {
        TestUser person = person();
        Browser browser = browser();
        SignIn waiting = afterPassword(browser, person);
        Mail mail = mail(person);
        Browser other = browser();
        afterPassword(other, person());
        assertEquals(204, status(browser, waiting, mail));

        LinkVisit.open(browser().tab(), mail.link()).number(number(waiting));

        assertEquals(204, status(browser(), waiting, mail), "without a sign-in");
        assertEquals(204, status(other, waiting, mail), "in another sign-in");
        assertEquals(200, status(browser, waiting, mail));
        assertEquals(200, status(browser, waiting, mail), "and it changes nothing");
        assertEquals(0, rows().used(person));
        assertTrue(confirmed(waiting).done(), waiting.tab()::text);
    }

    @Test
    void attack_theCodeInTheMeantime_leavesNothingToConfirm() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        String number = number(waiting);
        LinkVisit visit = LinkVisit.open(browser().tab(), mail.link());
        assertTrue(waiting.code(mail.code()).done(), waiting.tab()::text);

        assertEquals("used", visit.number(number).state());

        assertEquals(1, events(person).count("LOGIN"));
        assertEquals(0, events(person).steps("number_confirmed"));
    }

    @Test
    void anExpiredApprovalIsWorthNothing() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        LinkVisit.open(browser().tab(), mail.link()).number(number(waiting));

        time.set(601);

        assertFalse(confirmed(waiting).done());
        assertEquals("This code has expired. You need a new one.", waiting.message());
        assertEquals("expired", LinkVisit.open(browser().tab(), mail.link()).state());
    }

    /** What may happen between the mail and the number, or between the number and the waiting page. */
    enum Change {
        SWITCHED_OFF, DISABLED, ADDRESS, PASSWORD, LOCKED
    }

    @ParameterizedTest
    @EnumSource
    void attack_aChangeBeforeTheNumberIsTyped_letsNothingBeConfirmed(Change change) {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        String typed = typed(mail, number(waiting));

        make(change, person);
        LinkVisit visit = LinkVisit.post(browser().tab(), mail.link(), typed);

        assertNotEquals("confirmed", visit.state(), visit.tab()::text);
        assertNotEquals("confirmed", LinkVisit.open(browser().tab(), mail.link()).state());
        assertFalse(waiting.post("code=&confirmed=true").done(), waiting.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
    }

    @ParameterizedTest
    @EnumSource
    void attack_aChangeAfterTheNumberWasTyped_signsNoUserIn(Change change) {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        Mail mail = mail(person);
        assertEquals("confirmed",
                LinkVisit.post(browser().tab(), mail.link(), typed(mail, number(waiting))).state());

        make(change, person);

        // a lock passes: the number stays typed, and the page that waits tells of the lock
        assertEquals(change == Change.LOCKED,
                "confirmed".equals(LinkVisit.open(browser().tab(), mail.link()).state()));
        assertFalse(waiting.post("code=&confirmed=true").done(), waiting.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void whereThePolicyIsOff_aFormThatSaysConfirmedIsVerifiedAsACode() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        String code = mail(person).code();
        make(Change.SWITCHED_OFF, person);
        assertTrue(waiting.post("code=" + code + "&confirmed=true").done(), waiting.tab()::text);
    }

    @Test
    void aLockedPageShowsNoNumberAndAsksForNoStatus() {
        TestUser person = person();
        SignIn waiting = afterPassword(person);
        mail(person);
        assertTrue(waiting.tab().source().contains("data-status-url=\"/"), waiting.tab()::source);
        make(Change.LOCKED, person);

        waiting.code("000000");

        assertTrue(waiting.message().startsWith("Too many wrong codes."), waiting::message);
        assertFalse(waiting.tab().source().contains("data-status-url=\"/"), waiting.tab()::source);
    }

    /** Keycloak signs its cookies with the same key: the sign-in starts over, whether the old key is kept or not. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void attack_aRealmKeyThatIsReplacedWhileAPageWaits_signsNoUserInAndTheNextNumberDoes(boolean removed,
            boolean typedBefore) {
        TestUser person = person();
        Browser browser = browser();
        SignIn waiting = afterPassword(browser, person);
        Mail mail = mail(person);
        String typed = typed(mail, number(waiting));
        if (typedBefore) {
            assertEquals("confirmed", LinkVisit.post(browser().tab(), mail.link(), typed).state());
        }
        RealmKeys keys = new RealmKeys(realm);

        List<String> old = keys.rotate();
        if (removed) {
            keys.remove(old);
        }

        LinkVisit visit = LinkVisit.post(browser().tab(), mail.link(), typed);
        assertEquals(removed ? "elsewhere" : "confirmed", visit.state(), visit.tab()::text);
        assertFalse(waiting.post("code=&confirmed=true").done(), waiting.tab()::text);
        assertTrue(waiting.tab().text().matches("(?s).*([Ll]ogin again|start from the beginning).*"),
                waiting.tab()::text);
        assertEquals(0, events(person).count("LOGIN"));

        SignIn again = afterPassword(browser, person);
        LinkVisit.open(browser().tab(), mail(person, 2).link()).number(number(again));
        assertTrue(confirmed(again).done(), again.tab()::text);
    }

    private void make(Change change, TestUser person) {
        switch (change) {
            case SWITCHED_OFF -> {
                VerifyEmail.in(realm).save(Map.of(POLICY, "false"));
                realm.cleanup().add(ended -> VerifyEmail.in(realm).save(Map.of(POLICY, "true")));
            }
            case DISABLED -> update(person, user -> user.setEnabled(false));
            case ADDRESS -> update(person, user -> user.setEmail("new-" + person.email()));
            case PASSWORD -> {
                // a password that is set while the clock stands still looks unchanged
                time.set(1);
                Rest.admin().send("PUT", "/admin/realms/" + realm.getName() + "/users/" + person.id()
                        + "/reset-password", "{\"type\":\"password\",\"value\":\"another horse entirely\"}");
            }
            case LOCKED -> rows().stop(realm.getId(), person);
        }
    }

    private void update(TestUser person, Consumer<UserRepresentation> change) {
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        change.accept(user);
        realm.admin().users().get(person.id()).update(user);
    }

    @Test
    void attack_promptsToOneUser_areLimitedADay() {
        limit("number-user-day", 2);
        TestUser person = person();
        assertTrue(afterPassword(person).tab().has("latchkey-number"));
        assertTrue(afterPassword(person).tab().has("latchkey-number"));

        SignIn third = afterPassword(person);

        Mail mail = mail(person, 3);
        assertFalse(third.tab().has("latchkey-number"), third.tab()::text);
        assertEquals("elsewhere", LinkVisit.open(browser().tab(), newestMail(person, third).link()).state());
        assertFalse(mail.text().isEmpty());
        assertTrue(third.code(newestCode(person, third.reference())).done(), third.tab()::text);
    }

    private Mail newestMail(TestUser person, SignIn signIn) {
        return mails(person).stream().filter(mail -> mail.reference().equals(signIn.reference())).findFirst()
                .orElseThrow();
    }

    private void limit(String name, int value) {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits." + name, String.valueOf(value)));
    }

    @Test
    void attack_wrongNumbers_lockTheSecondFactorAsWrongCodesDo() {
        limit("guard-failures", 2);
        TestUser person = person();
        for (int i = 0; i < 2; i++) {
            SignIn waiting = afterPassword(person);
            mail(person, i + 1);
            LinkVisit.open(browser().tab(), newestMail(person, waiting).link()).number(wrongNumber(number(waiting)));
            detector(person).await(i + 1);
        }

        SignIn locked = afterPassword(person);

        assertFalse(locked.asksForCode());
        assertTrue(locked.message().startsWith("Too many wrong codes."), locked::message);
    }

    private static String number(SignIn signIn) {
        return signIn.tab().textOf("latchkey-number").orElseThrow(() -> new AssertionError(signIn.tab().text()));
    }

    private static String numberIn(String page) {
        return page.replaceAll("(?s).*id=\"latchkey-number\"[^>]*>([0-9]{2})<.*", "$1");
    }

    /** What the page behind the link sends with that number. */
    private String typed(Mail mail, String number) {
        return "&described=" + described(mail) + "&number=" + number;
    }

    private String described(Mail mail) {
        return LinkVisit.open(browser().tab(), mail.link()).tab().attribute("latchkey-described", "value")
                .orElseThrow();
    }

    private static String wrongNumber(String number) {
        return "%02d".formatted((Integer.parseInt(number) + 1) % 100);
    }

    /** Presses the button of the waiting page; posts its form where the page has it no longer. */
    private static SignIn confirmed(SignIn waiting) {
        if (waiting.tab().has("latchkey-confirmed")) {
            waiting.tab().click("latchkey-confirmed");
        } else if (waiting.asksForCode()) {
            waiting.post("code=&confirmed=true");
        }
        return waiting;
    }

    private static String action(Mail mail) {
        return mail.link().substring(0, mail.link().indexOf('?'));
    }

    /** What the page's script is answered. */
    private static int status(Browser browser, SignIn waiting, Mail mail) {
        String tab = waiting.tab().formAction().replaceAll(".*[?&]tab_id=([^&]+).*", "$1");
        try {
            HttpURLConnection request = (HttpURLConnection) URI.create(action(mail) + "/status?tab=" + tab).toURL()
                    .openConnection();
            Optional.ofNullable(browser.signInCookie()).ifPresent(cookie ->
                    request.setRequestProperty("Cookie", cookie.getName() + '=' + cookie.getValue()));
            return request.getResponseCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Password and code with number matching, the detector on. */
    public static final class Numbers implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            RealmBuilder numbers = new Realms.Detector().configure(realm).name("numbers")
                    .requiredActions(VerifyEmail.imported(Map.of(POLICY, "true")));
            Map<String, String> attributes = new HashMap<>(numbers.build().getAttributes());
            attributes.put("latchkey.limits.link-ip-minute", "60000");
            attributes.put("latchkey.limits.send-ip-hour-after-factor", "100000");
            numbers.build().setAttributes(attributes);
            return numbers;
        }
    }
}
