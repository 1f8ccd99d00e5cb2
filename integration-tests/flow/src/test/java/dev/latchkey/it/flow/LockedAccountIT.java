package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/**
 * What each page and endpoint tells about an account that cannot sign in, by the table in {@code docs/admins.md}:
 * nothing before the password or the mailbox is proven, and afterwards one text for each reason.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class LockedAccountIT extends UnverifiedUserTest {

    private static final String HEAD = "| asked by | locked by the detector | locked by it for good | disabled "
            + "| codes locked | codes blocked |";
    private static final Map<String, String> TEXTS = Map.of(
            "Too many wrong codes. Codes are locked for this account for 15 minutes.", "locked",
            "Too many wrong codes. Codes are blocked for this account until an administrator clears the block.",
            "blocked",
            "Account is disabled, contact your administrator.", "disabled");
    private static final Map<String, String> ANSWERS = Map.of(
            "invalid_grant: Invalid user credentials", "wrong credentials",
            "invalid_grant: Account disabled", "disabled",
            "invalid_grant: Invalid secret code", "invalid code",
            "access_denied: Too many failures; locked until an admin clears it", "blocked");
    private static final List<String> HINTS = List.of("locked", "blocked", "disabled", "right now", "administrator");

    /** The columns of the table. */
    enum State {
        DETECTOR, DETECTOR_FOR_GOOD, DISABLED, CODES_LOCKED, CODES_BLOCKED
    }

    /** What is open, and held, when the account changes its state. */
    private record Before(SignIn code, Browser browser, Mail mail, String number, SignIn passwordless,
            Mail passwordlessMail, TestUser named, SignIn nameThenCode, Mail nameThenCodeMail, SignIn nameThenApp,
            Mail nameThenAppMail, SignIn namedCode, Mail namedMail, SignIn reset, Mail resetMail, TestUser unverified,
            SignIn verify, Mail verifyMail, NativeApp.Answer nativeApp, Mail nativeMail, String secretCode) {
    }

    @BeforeEach
    void allowEveryWayToSignIn() {
        override(realm, Realms.EVERY_GRANT, "direct_grant", Realms.APPS_FLOW);
        override(realm, Realms.DIRECT_APP, "browser", Realms.NAME_THEN_CODE);
        override(realm, Realms.BROKER, "browser", Realms.NAME_THEN_APP);
        action.prioritise(VerifyEmail.ACTION, 1);
        action.policy(Map.of("link_number_matching", "true"));
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.guard-failures", "1"));
    }

    @ParameterizedTest
    @EnumSource
    void attack_whatIsToldOfAnAccountThatCannotSignIn_isTheTableToTheWord(State state) {
        TestUser person = person();
        Before before = before(person);
        make(state, person, before.code(), before.mail());
        make(state, before.unverified(), before.verify(), before.verifyMail());
        make(state, before.named(), before.namedCode(), before.namedMail());

        Map<String, String> told = new LinkedHashMap<>();
        told.put("password page, wrong password", told(SignIn.open(browser().tab(), realm)
                .password(person.username(), "not the password")));
        told.put("password page, right password", told(afterPassword(person)));
        told.put("name of a passwordless sign-in", told(passwordless(browser(), person.username())));
        told.put("name of a password reset", told(forgotten(browser(), person.username())));
        told.put("sign-up with the address", told(signUp(person.email(), NEW_PASSWORD)));
        told.put("link in another browser", told(LinkVisit.open(browser().tab(), before.mail().link()).tab()));
        told.put("number in another browser", told(LinkVisit.post(browser().tab(), before.mail().link(),
                "&number=" + before.number()).tab()));
        told.put("link in the browser that waits", told(LinkVisit.post(before.browser().tab(), before.mail().link())
                .tab()));
        told.put("page that waits for the code", told(before.code().code(before.mail().code())));
        told.put("code of a passwordless sign-in", told(before.passwordless().code(before.passwordlessMail().code())));
        String alone = before.nameThenCode().action();
        told.put("wrong code after a name alone", told(post(before.nameThenCode(), alone,
                wrong(before.nameThenCodeMail().code()))));
        told.put("code after a name alone", told(post(before.nameThenCode(), alone,
                before.nameThenCodeMail().code())));
        String proof = before.nameThenApp().action();
        told.put("wrong code that proves the mailbox after a name alone", told(post(before.nameThenApp(), proof,
                wrong(before.nameThenAppMail().code()))));
        told.put("code that proves the mailbox after a name alone", told(post(before.nameThenApp(), proof,
                before.nameThenAppMail().code())));
        told.put("code of a password reset", told(before.reset().code(before.resetMail().code())));
        told.put("code that verifies the address", told(before.verify().code(before.verifyMail().code())));
        told.put("app, wrong password", told(app().begin(person, Map.of("password", "not the password")).response()));
        told.put("app, right password", told(app().begin(person).response()));
        told.put("app, code", told(app().otp(before.nativeApp(), before.nativeMail().code()).response()));
        told.put("password grant, wrong password", told(passwordGrant(person, "not the password")));
        told.put("password grant, right password", told(passwordGrant(person, TestUser.PASSWORD)));
        told.put("secret code", told(everyGrant().redeem(before.secretCode())));

        assertEquals(table(state), told.entrySet().stream().map(row -> row.getKey() + ": " + row.getValue())
                .collect(Collectors.joining("\n")));
    }

    /** Posts a code, to the form that was there before where the page has none any more. */
    private static SignIn post(SignIn signIn, String before, String code) {
        return signIn.post(signIn.asksForCode() ? signIn.action() : before, "code=" + code);
    }

    private static String table(State state) {
        return AppsTable.below("admins.md", HEAD).stream().map(cells -> cells[0] + ": " + cells[1 + state.ordinal()])
                .collect(Collectors.joining("\n"));
    }

    private Before before(TestUser person) {
        String secretCode = secretCode(person);
        Browser browser = browser();
        SignIn code = afterPassword(browser, person);
        Mail mail = mailOf(person.email(), code);
        SignIn passwordless = passwordless(browser(), person.username());
        SignIn reset = forgotten(browser(), person.username());
        TestUser named = person();
        SignIn nameThenCode = SignIn.open(browser().tab(), realm, Realms.DIRECT_APP).username(named.username());
        SignIn nameThenApp = SignIn.open(browser().tab(), realm, Realms.BROKER).username(named.username());
        SignIn namedCode = afterPassword(named);
        TestUser unverified = person();
        pend(unverified);
        SignIn verify = afterPassword(unverified);
        verify.code(mailOf(unverified.email(), verify).code());
        NativeApp.Answer nativeApp = app().begin(person);
        return new Before(code, browser, mail, code.tab().textOf("latchkey-number").orElseThrow(), passwordless,
                mailOf(person.email(), passwordless), named, nameThenCode, mailOf(named.email(), nameThenCode),
                nameThenApp, mailOf(named.email(), nameThenApp), namedCode, mailOf(named.email(), namedCode), reset,
                mailOf(person.email(), reset), unverified, verify, mailOf(unverified.email(), verify), nativeApp,
                mailOf(person, nativeApp), secretCode);
    }

    private Mail mailOf(TestUser person, NativeApp.Answer answer) {
        String reference = answer.json().path("reference").asText();
        return Eventually.present("the mail " + reference, () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().contains(reference)).findFirst());
    }

    private String secretCode(TestUser person) {
        SignIn signIn = everyGrant().open(browser()).password(person);
        signIn.code(mailOf(person.email(), signIn).code());
        return everyGrant().exchange(signIn).get("secret_code").asText();
    }

    /** Puts an account into a state, whose page waits for the code of a mail. */
    private void make(State state, TestUser person, SignIn waiting, Mail mail) {
        switch (state) {
            case DETECTOR -> detector(person).lock(browser());
            case DETECTOR_FOR_GOOD -> {
                realm.updateWithCleanup(update -> {
                    update.build().setPermanentLockout(true);
                    return update;
                });
                detector(person).lock(browser());
            }
            case DISABLED -> {
                UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
                user.setEnabled(false);
                realm.admin().users().get(person.id()).update(user);
            }
            case CODES_LOCKED -> waiting.code(wrong(mail.code()));
            case CODES_BLOCKED -> {
                waiting.code(wrong(mail.code()));
                rows().stop(realm.getId(), person);
            }
        }
    }

    private static String told(SignIn signIn) {
        if (signIn.done()) {
            return "signs in";
        }
        return signIn.asksForNewPassword() ? "new password" : told(signIn.tab());
    }

    /** Fails on a text that says something and is none of those that the table names. */
    private static String told(Tab tab) {
        String text = tab.text();
        Set<String> told = TEXTS.entrySet().stream().filter(known -> text.contains(known.getKey()))
                .map(Map.Entry::getValue).collect(Collectors.toSet());
        assertTrue(told.size() <= 1, text);
        assertTrue(!told.isEmpty() || HINTS.stream().noneMatch(text::contains), text);
        return told.isEmpty() ? "nothing" : told.iterator().next();
    }

    private static String told(HttpResponse<String> answer) {
        JsonNode json = Rest.json(answer);
        if (answer.statusCode() == 200) {
            return "tokens";
        }
        return json.has("otp_error")
                ? json.get("otp_error").asText()
                : ANSWERS.get(json.path("error").asText() + ": " + json.path("error_description").asText());
    }

    private NativeApp app() {
        return new NativeApp(realm, Realms.NATIVE);
    }

    private App everyGrant() {
        return new App(realm, Realms.EVERY_GRANT).secret(Realms.EVERY_GRANT);
    }

    private HttpResponse<String> passwordGrant(TestUser person, String password) {
        Detector.settle(realm, person.username());
        return everyGrant().token("grant_type=password&scope=openid&username=" + person.username() + "&password="
                + password.replace(" ", "%20"));
    }
}
