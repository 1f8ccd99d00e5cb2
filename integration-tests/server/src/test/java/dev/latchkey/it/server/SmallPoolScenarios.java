package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import dev.latchkey.it.kit.Browser;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.SignIn;
import dev.latchkey.quickstart.KeycloakServer;
import org.junit.jupiter.api.Test;

/**
 * Fifty users at once on a server with five database connections, events stored and caches cold: a request that needed
 * a second connection while holding one would wait until the pool times out, after five seconds.
 */
abstract class SmallPoolScenarios extends DatabaseServer {

    private static final int PEOPLE = 50;
    private static final String GAVE_UP = "Acquisition timeout|Unable to acquire JDBC|acquire.*connection.*timeout";

    @Override
    void options(KeycloakServer.Builder server) {
        server.option("db-pool-initial-size", "5").option("db-pool-min-size", "5").option("db-pool-max-size", "5");
    }

    @Test
    void fiftyRightCodesAtOnce() {
        List<SignIn> people = people("right");
        List<String> codes = people.stream().map(person -> mail(person, 1).code()).toList();
        admin().clearCaches();
        List<Timed> answers = Burst.of(PEOPLE, i -> Timed.of(() -> people.get(i).code(codes.get(i))));
        report("right codes", answers);
        assertEquals(PEOPLE, answers.stream().filter(answer -> answer.page().authorizationCode().isPresent()).count());
    }

    @Test
    void fiftyWrongCodesAtOnce() {
        List<SignIn> people = people("wrong");
        List<String> codes = people.stream()
                .map(person -> mail(person, 1).wrongCode()).toList();
        admin().clearCaches();
        List<Timed> answers = Burst.of(PEOPLE, i -> Timed.of(() -> people.get(i).code(codes.get(i))));
        report("wrong codes", answers);
        assertEquals(PEOPLE, answers.stream().filter(answer -> answer.page().text().contains("Wrong code")).count());
    }

    @Test
    void fiftyPasswordsAtOnce() {
        List<SignIn> people = opened("passwords");
        admin().clearCaches();
        List<Timed> answers = Burst.of(PEOPLE, i -> Timed.of(people.get(i)::password));
        report("passwords, each with a mail", answers);
        assertEquals(PEOPLE, answers.stream().filter(answer -> answer.page().asksForCode()).count());
    }

    @Test
    void fiftyTrustedDevicesAtOnce() {
        List<SignIn> people = people("trusted");
        people.forEach(person -> assertTrue(person.codeAndTrust(mail(person, 1).code())
                .authorizationCode().isPresent(), person.page()::text));
        List<SignIn> again = people.stream().map(person -> {
            SignIn signIn = new SignIn(person.browser().reopened(), person.user());
            signIn.open();
            return signIn;
        }).toList();
        admin().clearCaches();
        List<Timed> answers = Burst.of(PEOPLE, i -> Timed.of(again.get(i)::password));
        report("trusted devices", answers);
        assertEquals(PEOPLE, answers.stream().filter(answer -> answer.page().authorizationCode().isPresent()).count());
    }

    private List<SignIn> people(String prefix) {
        List<SignIn> people = opened(prefix);
        Burst.of(PEOPLE, 2, i -> people.get(i).password());
        return people;
    }

    private List<SignIn> opened(String prefix) {
        List<String> users = admin().users(prefix, PEOPLE);
        return Burst.of(PEOPLE, 2, i -> {
            SignIn signIn = new SignIn(new Browser(url()), users.get(i));
            signIn.open();
            return signIn;
        });
    }

    private void report(String what, List<Timed> answers) {
        List<Duration> times = answers.stream().map(Timed::time).sorted().toList();
        System.out.printf("%s, pool of 5, %d %s: median %d ms, slowest %d ms%n", database(), PEOPLE, what,
                times.get(PEOPLE / 2).toMillis(), times.get(PEOPLE - 1).toMillis());
        answers.forEach(answer -> assertTrue(answer.page().status() < 500, () -> answer.page().text()));
        List<String> gaveUp = node().log().lines().filter(line -> line.matches(".*(" + GAVE_UP + ").*")).toList();
        assertEquals(List.of(), gaveUp);
    }
}
