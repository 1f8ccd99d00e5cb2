package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.Page;
import dev.latchkey.limit.Limit;
import dev.latchkey.otp.PolicySetting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * One address against a thousand users, and a thousand addresses against one user, at each endpoint, with the numbers
 * of the documentation: the intended limit is reached when it should be, and the owner of a trusted device can sign in
 * throughout. Each test has addresses and a victim of its own, because limits outlive it.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class ManyUsersIT extends TrustTest {

    private static final int ALL = ManyClients.SIZE;
    /** Number of clients that guess the code that they were mailed; each makes all the guesses that the code allows. */
    private static final int GUESSED = 100;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int ATTEMPTS = PolicySetting.MAX_ATTEMPTS.setting().defaultValue();
    private static final NumberSetting SENDS_PER_HOUR = PolicySetting.SENDS_PER_HOUR.setting();

    @InjectRealm(ref = "crowded", config = Realms.ManyUsersRealm.class)
    ManagedRealm manyUsers;

    private ManyClients clients;

    @Override
    ManagedRealm realm() {
        return manyUsers;
    }

    @BeforeEach
    void gather() {
        clients = new ManyClients(manyUsers);
        VerifyEmail.in(manyUsers);
        UnverifiedUserTest.askForTheCodeAlone(manyUsers);
    }

    @AfterEach
    void disperse() {
        clients.close();
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_mailsAndCodesAfterThePassword() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);
        List<Visitor> visitors = visitors(user -> "203.0.113.1", ALL);

        ManyClients.Answers answers = during(owner, trusted,
                () -> clients.each(ALL, user -> visitors.get(user).afterPassword(ManyClients.member(user))));

        assertTrips(Limit.SEND_IP_HOUR_AFTER_FACTOR.setting(), HOUR, "otp-send", answers);
        int[] mailed = IntStream.range(0, ALL).filter(user -> answers.pages().get(user).asksForCode()).toArray();
        assertEquals(answers.past("otp-send").pages().size(), mailed.length);
        List<Page> guessed = clients.each(GUESSED, i ->
                guess(visitors.get(mailed[i]), ManyClients.member(mailed[i]))).pages();
        assertTrue(guessed.stream().noneMatch(Page::asksForCode), "each code has had its attempts");
        TestUser last = ManyClients.member(mailed[GUESSED - 1]);
        assertEquals(ATTEMPTS, rows().failures(last), "each account has failures of its own");
        assertTrue(afterPassword(last).asksForCode(), "and its owner gets a code at another address");
    }

    @Test
    void attack_aThousandAddressesAgainstOneUser_mailsAndCodesAfterThePassword() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);
        List<Visitor> visitors = visitors(number -> ManyClients.address(1, number), ALL);

        ManyClients.Answers answers = during(owner, trusted,
                () -> clients.each(ALL, number -> visitors.get(number).afterPassword(owner)));

        // the mail of the sign-in in which the owner trusted the device is one of them
        assertTrips(SENDS_PER_HOUR, HOUR, "otp-send", 1, answers);
        List<Page> guessed = visitors.stream().filter(visitor -> visitor.page().asksForCode())
                .map(visitor -> guess(visitor, owner)).toList();
        assertEquals(Limit.GUARD_FAILURES.setting().defaultValue(), rows().failures(owner));
        assertTrue(guessed.stream().anyMatch(page -> page.status() == 429
                && page.text().contains("Codes are locked for this account for 15 minutes")), guessed::toString);
        assertNotAsked(trusted, owner);
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_mailsBeforeAnyFactor() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);

        ManyClients.Answers answers = during(owner, trusted, () -> clients.each(ALL, user -> unverified("203.0.113.2",
        user)));

        assertTrips(Limit.SEND_IP_MINUTE.setting(), MINUTE, "otp-send", answers);
        int perMinute = Limit.SEND_IP_MINUTE.setting().defaultValue();
        int minute = 0;
        int mails = answers.past("otp-send").pages().size();
        ManyClients.Answers next;
        do {
            time.set((int) MINUTE.toSeconds() * ++minute);
            int first = minute * perMinute;
            next = clients.each(perMinute, user -> unverified("203.0.113.2", first + user));
            mails += next.past("otp-send").pages().size();
        } while (next.refused("otp-send").isEmpty());
        // one permit is returned every two minutes, while the clock is moved minute by minute
        assertEquals(Limit.SEND_IP_HOUR.setting().defaultValue() + minute / 2, mails);
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_formsBeforeAnyFactor() {
        NumberSetting forms = Limit.UNAUTHENTICATED_IP_MINUTE.setting();
        manyUsers.updateWithCleanup(update -> update.attribute(Limit.UNAUTHENTICATED_IP_MINUTE.realmAttribute(),
                String.valueOf(forms.defaultValue())));

        ManyClients.Answers answers = clients.each(ALL / 4, user -> user % 3 == 0
                ? clients.at("203.0.113.20").forgotten(withoutAccount(user))
                : unverified("203.0.113.20", user));

        assertTrips(forms, MINUTE, "unauthenticated", answers);
        assertEquals(1, answers.refused("unauthenticated").stream().map(Page::text).distinct().count(),
                "whether there is an account");
        assertTrue(clients.at("203.0.113.21").forgotten(ManyClients.member(0)).asksForCode());
    }

    @Test
    void attack_floodOfFormsFromOneAddress_leavesOtherUsersTheirReset() {
        int atOnce = FlowServer.PADDED_ANSWERS;
        CompletableFuture<List<Page>> flood = CompletableFuture.supplyAsync(() -> Burst.of(ALL, atOnce,
                user -> clients.at("203.0.113.22").forgotten(user % 2 == 0 ? ManyClients.member(user) : withoutAccount(
                user))));
        List<Page> others = new ArrayList<>();
        while (!flood.isDone()) {
            others.add(clients.at(ManyClients.address(8, others.size())).forgotten(ManyClients.member(others.size())));
        }

        ManyClients.Answers answers = new ManyClients.Answers(flood.join(), Duration.ZERO);
        assertTrue(answers.refused("busy").size() > atOnce, "the flood has had its share");
        assertEquals(List.of(), others.stream().filter(page -> page.status() == 429).toList());
        assertTrue(others.size() > 1 && others.get(0).asksForCode(), others::toString);
        assertEquals(1, answers.refused("busy").stream().map(Page::text).distinct().count(),
                "whether there is an account");
    }

    @Test
    void attack_aThousandAddressesAgainstOneUser_mailsAndCodesBeforeAnyFactor() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);
        int each = ALL / 4;
        List<Visitor> visitors = visitors(number -> ManyClients.address(3, number), ALL);

        ManyClients.Answers resets = during(owner, trusted,
                () -> clients.each(each, number -> visitors.get(number).forgotten(owner)));
        ManyClients.Answers passwordless = during(owner, trusted,
                () -> clients.each(each, number -> visitors.get(each + number).passwordless(owner)));
        ManyClients.Answers registrations = clients.each(each, number -> visitors.get(2 * each + number).signUp(
                owner.email()));
        ManyClients.Answers apps = clients.each(each, number -> number % 2 == 0
                ? visitors.get(3 * each + number).challenge("password_reset", owner.email())
                : visitors.get(3 * each + number).register(owner.email()));

        assertTrips(SENDS_PER_HOUR, HOUR, "otp-send", resets);
        assertTrips(SENDS_PER_HOUR, HOUR, "otp-send", passwordless);
        assertEquals(Limit.SEND_ADDRESS_HOUR.setting().defaultValue(),
                Stream.of(resets, passwordless, registrations, apps)
                .mapToInt(answers -> answers.past("otp-send").pages().size()).sum());
        visitors.subList(0, each).stream().filter(visitor -> visitor.page().asksForCode())
                .forEach(visitor -> guess(visitor, owner));
        assertEquals(Limit.GUARD_DAILY.setting().defaultValue(), rows().failures(owner));
        assertNotAsked(trusted, owner);
        assertTrue(afterPassword(owner).asksForCode(), "on a new device as well");
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_signUps() {
        ManyClients.Answers answers = clients.each(ALL, number -> clients.at("203.0.113.4").signUp(freshAddress(
                number)));

        assertTrips(Limit.SIGN_UP_IP_MINUTE.setting(), MINUTE, "sign-up", answers);
        assertTrue(afterPassword(owner()).asksForCode(), "whoever has an account signs in");
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_apps() {
        NumberSetting requests = Limit.NATIVE_IP_MINUTE.setting();

        ManyClients.Answers signIns = clients.each(ALL, user -> clients.at("203.0.113.5").nativeSignIn(
        ManyClients.member(user)));
        ManyClients.Answers challenges = clients.each(ALL, user ->
                clients.at("203.0.113.6").challenge("password_reset", ManyClients.member(user).email()));
        ManyClients.Answers registrations = clients.each(ALL, number ->
                clients.at("203.0.113.7").register(freshAddress(ALL + number)));

        assertTrips(requests, MINUTE, "native-sign-in", signIns);
        assertTrips(requests, MINUTE, "native", challenges);
        assertTrips(Limit.SEND_IP_MINUTE.setting(), MINUTE, "otp-send", challenges.past("native"));
        assertTrips(requests, MINUTE, "native", registrations);
        assertTrips(Limit.SIGN_UP_IP_MINUTE.setting(), MINUTE, "sign-up", registrations.past("native"));
    }

    @Test
    void attack_aThousandAddressesAgainstOneUser_apps() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);

        ManyClients.Answers answers = during(owner, trusted,
                () -> clients.each(ALL, number -> clients.at(ManyClients.address(5, number)).nativeSignIn(owner)));

        assertTrips(SENDS_PER_HOUR, HOUR, "otp-send", 1, answers);
    }

    @Test
    void attack_oneAddressAgainstAThousandUsers_devicesAndSecretCodes() {
        Visitor visitor = clients.at("203.0.113.8");

        assertTrips(Limit.DEVICE_CHECK_IP_MINUTE.setting(), MINUTE, "device-check",
                clients.each(ALL, user -> visitor.checkDevice(random())));
        assertTrips(Limit.SECRET_CODE_IP_MINUTE.setting(), MINUTE, "secret-code",
                clients.each(ALL, user -> visitor.redeem(random())));
        assertTrips(Limit.SECRET_CODE_CHECK_IP_MINUTE.setting(), MINUTE, "secret-code-check",
                clients.each(ALL, user -> visitor.checkSecretCode(random())));
    }

    @Test
    void attack_aThousandAddressesAgainstOneUser_devicesAndSecretCodes() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);
        App app = new App(manyUsers, Realms.MOBILE);
        JsonNode tokens = app.exchange(app.open(trusted).password(owner));
        String code = tokens.get("secret_code").asText();
        String device = trusted.endSession().deviceSecret();

        ManyClients.Answers answers = during(owner, trusted, () -> clients.each(ALL, number -> {
            Visitor visitor = clients.at(ManyClients.address(6, number));
            assertEquals(400, visitor.redeem(tampered(code, number)).status());
            return visitor.checkDevice(tampered(device, number));
        }));

        assertTrue(answers.pages().stream().allMatch(page -> page.body().equals("{\"trusted\":false}")));
        assertEquals(0, rows().failures(owner));
        assertEquals(200, app.redeem(code).statusCode(), "the owner's code is none of their business");
        assertNotAsked(trusted, owner);
    }

    @Test
    void attack_forwardedHeaderSpoofing_aThousandClaimedAddressesAreOne() {
        assertTrips(Limit.DEVICE_CHECK_IP_MINUTE.setting(), MINUTE, "device-check",
                clients.each(ALL, number -> clients.claiming(ManyClients.address(7, number)).checkDevice(random())));
        assertTrips(Limit.SECRET_CODE_IP_MINUTE.setting(), MINUTE, "secret-code",
                clients.each(ALL, number -> clients.claiming(ManyClients.address(7, number)).redeem(random())));
        assertTrips(Limit.NATIVE_IP_MINUTE.setting(), MINUTE, "native-sign-in",
                clients.each(ALL, number -> clients.claiming(ManyClients.address(7, number))
                .nativeSignIn(ManyClients.member(number))));
        assertTrips(Limit.SEND_IP_MINUTE.setting(), MINUTE, "otp-send", clients.each(ALL / 10,
                number -> clients.claiming(ManyClients.address(7, number)).passwordless(ManyClients.member(number))));
    }

    @Test
    void attack_passwordGuesses_oneAddressAgainstAThousandUsers_atKeycloaksOwnEndpointAsInTheDemoRealm() {
        TestUser owner = owner();
        Browser trusted = trusted(owner);
        int requests = 100;
        manyUsers.updateWithCleanup(update ->
                update.attribute(Limit.ENDPOINT_IP_FIVE_MINUTES.realmAttribute(), String.valueOf(requests)));

        ManyClients.Answers answers = clients.each(ALL, user ->
                clients.at("203.0.113.9").password(ManyClients.member(user), "guess"));

        assertEquals(ALL - requests, answers.refused("endpoint").size(), "it flows back only when the block is over");
        long block = Limit.ENDPOINT_IP_BLOCK_SECONDS.setting().defaultValue();
        assertTrue(answers.refused("endpoint").stream()
                .allMatch(page -> page.headers().firstValueAsLong("Retry-After").orElse(0) == block));
        assertNotAsked(trusted, owner);
    }

    /** A user who is not one of the thousand. */
    private TestUser owner() {
        TestUser person = person();
        // every user name is the address here
        return new TestUser(person.id(), person.email(), person.email());
    }

    private List<Visitor> visitors(IntFunction<String> address, int count) {
        return IntStream.range(0, count).mapToObj(number -> clients.at(address.apply(number))).toList();
    }

    /** Asks for a mail, as an unauthenticated requester may. */
    private Page unverified(String address, int user) {
        Visitor visitor = clients.at(address);
        return user % 2 == 0 ? visitor.forgotten(ManyClients.member(user))
                : visitor.passwordless(ManyClients.member(user));
    }

    /** A user name without an account. */
    private static TestUser withoutAccount(int number) {
        String address = "nobody" + number + "@crowd.example";
        return new TestUser("", address, address);
    }

    /** Types wrong codes until there is no field for one. */
    private Page guess(Visitor visitor, TestUser person) {
        String wrong = wrong(newestCode(person, visitor.reference()));
        for (int guess = 0; guess < ATTEMPTS && visitor.page().asksForCode(); guess++) {
            visitor.code(wrong);
        }
        return visitor.page();
    }

    /** Signs the owner in on a trusted device while an attack is going on, and after it has used up the limits. */
    private ManyClients.Answers during(TestUser owner, Browser trusted, Supplier<ManyClients.Answers> attack) {
        CompletableFuture<ManyClients.Answers> answers = CompletableFuture.supplyAsync(attack);
        assertNotAsked(trusted, owner);
        answers.join();
        assertNotAsked(trusted, owner);
        return answers.join();
    }

    private static void assertTrips(NumberSetting limit, Duration period, String policy, ManyClients.Answers answers) {
        assertTrips(limit, period, policy, 0, answers);
    }

    /**
     * As many requests passed as the limit's default allows; the others were answered with the wait for the next
     * permit, or less.
     */
    private static void assertTrips(NumberSetting limit, Duration period, String policy, int before,
            ManyClients.Answers answers) {
        // such an answer has passed no limit
        assertEquals(List.of(), answers.pages().stream().filter(page -> page.status() >= 500).toList());
        List<Page> refused = answers.refused(policy);
        assertEquals(limit.defaultValue(), before + answers.pages().size() - refused.size(), () -> limit.name() + ", "
                + answers.past(policy).pages().stream().map(page -> page.status() + " " + page.body()).toList());
        long interval = period.toSeconds() / limit.defaultValue() + 1;
        for (Page page : refused) {
            long wait = page.headers().firstValueAsLong("Retry-After").orElse(0);
            assertTrue(wait > 0 && wait <= interval, () -> limit.name() + ": " + wait + " s");
        }
    }

    private static String freshAddress(int number) {
        return "newcomer" + number + "@crowd.example";
    }

    private static String tampered(String secret, int number) {
        return secret.substring(0, secret.length() - 4) + "%04d".formatted(number);
    }

    private static String random() {
        byte[] bytes = new byte[36];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
