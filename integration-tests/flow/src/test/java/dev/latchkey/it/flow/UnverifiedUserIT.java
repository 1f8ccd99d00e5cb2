package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.limit.guard.GuardBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The requests of unauthenticated requesters: they reveal nothing, and lock no user out. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class UnverifiedUserIT extends UnverifiedUserTest {

    /** The endpoints that ask for a code before any factor. */
    enum Endpoint {
        SIGN_UP, RESET, PASSWORDLESS
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void attack_failuresOfAnUnauthenticatedRequester_neverStopASignIn(Endpoint endpoint) {
        TestUser owner = person();
        guessForADay(endpoint, owner.email());
        assertEquals(0, detector(owner).failures(), "the detector would lock the owner out");

        SignIn signIn = afterPassword(owner);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(owner.email(), signIn).code()).done(), signIn.tab()::text);
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void attack_mailsOfAnUnauthenticatedRequester_neverUseUpTheOwners(Endpoint endpoint) {
        TestUser owner = person();
        for (int visit = 0; visit < 12; visit++) {
            visit(endpoint, owner.email());
        }
        SignIn signIn = afterPassword(owner);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(owner.email(), signIn).code()).done(), signIn.tab()::text);
    }

    @Test
    void aDayOfWrongCodesLeavesTheOwnerTheLink() {
        action.policy(Map.of("sends_per_hour", "10"));
        TestUser owner = person();
        guessForADay(Endpoint.RESET, owner.email());
        assertEquals(10, rows().failures(owner));

        Browser browser = browser();
        SignIn reset = forgotten(browser, owner.username());
        assertFalse(reset.asksForCode(), reset.tab()::text);
        assertTrue(reset.tab().text().contains("Open the link in this browser."), reset.tab()::text);
        Mail mail = mailOf(owner.email(), reset);
        assertTrue(mail.subject().startsWith("Your link for"), mail::subject);
        assertFalse(mail.text().matches("(?s).*\n {4}[0-9]{6}\r?\n.*"), mail::text);
        assertTrue(mail.text().contains("Do not give the link to anybody."), mail::text);
        assertTrue(mail.html().contains("Do not give the link to anybody."), mail::html);
        LinkVisit elsewhere = LinkVisit.open(browser().tab(), mail.link());
        assertEquals("other_browser", elsewhere.state());
        assertFalse(elsewhere.tab().text().matches("(?is).*\\bcode\\b.*"), "there is none: " + elsewhere.tab().text());
        LinkVisit visit = LinkVisit.open(browser.tab(), mail.link()).proceed();
        assertTrue(visit.tab().has("latchkey-new-password-form"), visit.tab()::text);
    }

    /** Where mails hold no link beside a code, the mail that the page has sent holds none. */
    @Test
    void aDayOfWrongCodesLeadsToAnotherMailWhereTheNewestHoldsNoLink() {
        action.policy(Map.of("sends_per_hour", "10", "link_enabled", "false"));
        TestUser owner = person();
        Browser browser = browser();
        SignIn reset = forgotten(browser, owner.username());
        guessForADay(Endpoint.RESET, owner.email());

        reset.code("000000");
        assertEquals("This code can no longer be used. You need a new one.", reset.message());
        assertFalse(reset.tab().text().matches("(?is).*\\blink\\b.*"), reset.tab()::text);
        assertFalse(reset.asksForCode(), reset.tab()::text);
        time.set(61);
        reset.resend();
        assertTrue(reset.tab().text().contains("Open the link in this browser."), reset.tab()::text);
        LinkVisit visit = LinkVisit.open(browser.tab(), mailOf(owner.email(), reset).link()).proceed();
        assertTrue(visit.tab().has("latchkey-new-password-form"), visit.tab()::text);
    }

    @Test
    void anAdminSeesAndClearsWhatUnauthenticatedRequestersHaveSpent() {
        action.policy(Map.of("sends_per_hour", "10"));
        TestUser owner = person();
        guessForADay(Endpoint.RESET, owner.email());
        String guard = "/admin/realms/" + realm.getName() + "/latchkey-guard/users/" + owner.id();
        JsonNode spent = Rest.json(Rest.admin().get(guard)).get(GuardBudget.PASSWORD_RESET.ordinal());
        assertEquals("password_reset", spent.get("budget").asText());
        assertEquals(10, spent.get("failures").asInt());

        assertEquals(204, Rest.admin().delete(guard).statusCode());
        SignIn reset = visit(Endpoint.RESET, owner.email());
        assertTrue(reset.asksForCode(), reset.tab()::text);

        reset.code("000000");
        assertEquals(1, rows().failures(owner));
        detector(owner).wrongPasswords(browser(), 1);
        realm.admin().attackDetection().clearBruteForceForUser(owner.id());
        assertEquals(0, rows().failures(owner), "Keycloak's own clearing clears it as well");
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void attack_spendingADaysCodesAndSigningUpAgain_doesNotDistinguishPendingFromTaken(Endpoint endpoint) {
        action.policy(Map.of("sends_per_hour", "20"));
        realm.updateWithCleanup(builder -> builder.attribute("latchkey.limits.send-address-hour", "100"));
        List<List<String>> answers = answers(List.of(person().email(), freshAddress()), address -> {
            signUp(address, NEW_PASSWORD);
            guessForADay(endpoint, address);
            signUp(address, NEW_PASSWORD);
            SignIn again = visit(endpoint, address);
            assertFalse(again.asksForCode(), () -> address + ": " + again.tab().text());
            return List.of(answer(again.tab(), address), answer(again.refresh().tab(), address));
        });
        assertEquals(answers.get(0), answers.get(1));
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void attack_signingUpAgainWhileACodeIsUnderWay_doesNotDistinguishPendingFromTaken(Endpoint endpoint) {
        List<List<String>> answers = answers(List.of(person().email(), freshAddress()), address -> {
            signUp(address, NEW_PASSWORD);
            Browser browser = browser();
            SignIn underWay = visit(browser, endpoint, address);
            List<String> seen = new ArrayList<>(List.of(answer(underWay.tab(), address)));
            signUp(address, NEW_PASSWORD);
            seen.add(answer(underWay.code("000000").tab(), address));
            seen.add(answer(underWay.refresh().tab(), address));
            seen.add(answer(visit(browser, endpoint, address).tab(), address));
            return seen;
        });
        assertEquals(answers.get(0), answers.get(1));
    }

    @ParameterizedTest
    @EnumSource(Endpoint.class)
    void attack_enumerationByStatusHeadersAndLength_revealsNothing(Endpoint endpoint) {
        TestUser known = person(user -> user.attribute("locale", "de"));
        TestUser disabled = person(user -> user.enabled(false));
        TestUser federated = federated();
        String unknown = known.email().replace("user", "none");
        List<List<String>> answers = answers(
                List.of(known.email(), unknown, disabled.email(), federated.email()),
                address -> answers(visit(endpoint, address), address));
        assertEquals(answers.get(0), answers.get(1), "an account and nobody");
        assertEquals(answers.get(0), answers.get(2), "an account and a disabled one");
        assertEquals(answers.get(0), answers.get(3), "an account and one of a user federation");
        assertEquals(1, realm.admin().users().get(federated.id()).credentials().size(), "it is still theirs");
        if (endpoint == Endpoint.RESET) {
            assertEquals(List.of(), inbox().all(federated.email()), "its password is not Keycloak's to change");
        }
        if (endpoint != Endpoint.SIGN_UP) {
            assertEquals(List.of(), inbox().all(unknown), "nobody gets no mail");
            assertEquals(List.of(), inbox().all(disabled.email()));
        }
    }

    /** What each address is answered; all are tried at once, because most answers are padded. */
    private static List<List<String>> answers(List<String> addresses, Function<String, List<String>> attempt) {
        return Burst.of(addresses.size(), number -> attempt.apply(addresses.get(number)));
    }

    /** The answer to each step of a visit: status, names of headers, and the page without its random parts. */
    private static List<String> answers(SignIn visit, String address) {
        List<Function<SignIn, SignIn>> steps = List.of(page -> page, page -> page.code("000000"),
                page -> page.code("no code"), SignIn::resend, SignIn::refresh, page -> page.code("000001"),
                page -> page.code("000002"));
        return steps.stream().map(step -> answer(step.apply(visit).tab(), address)).toList();
    }

    private static String answer(Tab tab, String address) {
        String page = tab.source().replace(address, "ADDRESS")
                .replaceAll("(session_code|execution|tab_id|client_data|nonce)=[\\w.-]*", "$1=")
                .replaceAll("id=\"latchkey-reference\" dir=\"ltr\">[A-Z0-9]{4}", "REFERENCE")
                .replaceAll("data-expires=\"\\d+\"", "").replaceAll("data-wait=\"\\d+\"", "")
                .replaceAll("in \\d+ seconds?", "")
                .replaceAll("\"?authSessionHash\"?[^,]*", "").replaceAll("(?s)checkAuthSession\\(.*?\\)", "");
        return tab.status() + " " + Stream.of("Content-Type", "Cache-Control", "Content-Language", "Retry-After",
                "RateLimit", "Set-Cookie").map(name -> name + tab.header(name).isPresent()).toList()
                + " " + page.length() + " " + page;
    }

    /** Sends wrong codes until no code is asked for any more. */
    private void guessForADay(Endpoint endpoint, String address) {
        for (int visit = 0; visit < 4; visit++) {
            SignIn unverified = visit(endpoint, address);
            for (int guess = 0; guess < 3 && unverified.asksForCode(); guess++) {
                unverified.code("00000" + guess);
            }
        }
        assertFalse(visit(endpoint, address).asksForCode(), "the day is spent");
    }

    private SignIn visit(Endpoint endpoint, String address) {
        return visit(browser(), endpoint, address);
    }

    private SignIn visit(Browser browser, Endpoint endpoint, String address) {
        return switch (endpoint) {
            case SIGN_UP -> SignIn.register(browser.tab(), realm).fillIn(address, NEW_PASSWORD);
            case RESET -> forgotten(browser, address);
            case PASSWORDLESS -> passwordless(browser, address);
        };
    }
}
