package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * One app that goes through two flows without a browser, by the tables in {@code docs/flows.md}: whichever challenge
 * it answers with whichever code, no flow gives more than it gives alone.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeFlowTransitionsIT extends FlowTest {

    private static final String GIVES = "| flow of an app | the mailbox alone | the password alone | neither |";
    private static final String MAILS = "| flow of an app | mails, with the mailbox alone | the password alone |"
            + " neither |";
    private static final String OWN_PASSWORD = "a password of the attacker's own";
    private static final String NEW_PASSWORD = "a password that the attacker has set";

    @InjectRealm(config = Realms.Flows.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /** The flows of apps, by the names that the tables have for them. */
    enum NativeFlow {
        SIGN_IN("sign-in"), REGISTRATION("registration"), RESET("password reset"), VERIFY_EMAIL("verify e-mail");

        private final String row;

        NativeFlow(String row) {
            this.row = row;
        }
    }

    /** What an app holds between two requests, and whose it is. */
    private record Begun(NativeFlow flow, NativeApp.Answer answer) {

        Optional<String> reference() {
            return Optional.of(answer.json().path("reference").asText()).filter(word -> !word.isEmpty());
        }
    }

    static Stream<Arguments> flows() {
        return Arrays.stream(NativeFlow.values()).flatMap(flow -> Arrays.stream(Power.values())
                .map(power -> Arguments.of(flow, power)));
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(NativeFlow.values()).flatMap(from -> flows()
                .map(to -> Arguments.of(from, to.get()[0], to.get()[1])));
    }

    @BeforeEach
    void addTheAction() {
        VerifyEmail.in(realm);
    }

    @Test
    void theTablesHaveEveryFlow() {
        List<String> flows = Arrays.stream(NativeFlow.values()).map(flow -> flow.row).toList();
        for (String head : List.of(GIVES, MAILS)) {
            assertEquals(flows, AppsTable.below("flows.md", head).stream().map(cells -> cells[0]).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void aFlowAloneGivesWhatItsRowSays(NativeFlow flow, Power power) {
        FlowMails mails = new FlowMails(mailServer);
        Person victim = account(Person.PASSWORD, true);

        Begun begun = begin(flow, victim, power == Power.PASSWORD ? Person.PASSWORD : NEW_PASSWORD);
        Set<String> gains = finish(begun, codes(List.of(begun), mails, power, victim, victim), victim);

        assertEquals(row(GIVES, flow, power), gains);
        assertEquals(row(MAILS, flow, power), mailed(mails, victim));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void attack_oneAppThroughTwoFlows_givesNoMoreThanEachAlone(NativeFlow from, NativeFlow to, Power power) {
        FlowMails mails = new FlowMails(mailServer);
        Person victim = account(Person.PASSWORD, true);
        Person own = from == NativeFlow.REGISTRATION
                ? new Person("", "", DoorsTest.freshAddress())
                : account(OWN_PASSWORD, from != NativeFlow.VERIFY_EMAIL);

        Begun first = begin(from, own, OWN_PASSWORD);
        Begun second = begin(to, victim, power == Power.PASSWORD ? Person.PASSWORD : NEW_PASSWORD);
        first.reference().flatMap(word -> mails.await(word, own.email()::equals));
        List<String> codes = codes(List.of(first, second), mails, power, victim, own);
        assertFalse(codes.isEmpty(), "no code of one's own");

        for (Begun begun : List.of(first, second)) {
            Set<String> more = finish(begun, codes, victim);
            more.removeAll(row(GIVES, begun.flow(), power));
            assertEquals(Set.of(), more, () -> begun + " with " + codes.size() + " codes");
        }
        Set<String> mailed = new TreeSet<>(mailed(mails, victim));
        mailed.removeAll(row(MAILS, from, power));
        mailed.removeAll(row(MAILS, to, power));
        assertEquals(Set.of(), mailed, "mailed to the victim");
        UserRepresentation account = realm.admin().users().get(victim.id()).toRepresentation();
        assertEquals(victim.email(), account.getEmail());
        assertTrue(account.isEmailVerified());
    }

    private Begun begin(NativeFlow flow, Person who, String password) {
        NativeApp.Answer answer = switch (flow) {
            case SIGN_IN -> new NativeApp(realm, Realms.NATIVE).begin(new Person("", who.email(), who.email()),
                    Map.of("password", password));
            case REGISTRATION -> app().register(who.email(), OWN_PASSWORD);
            case RESET -> app().challenge("password_reset", who.email());
            case VERIFY_EMAIL -> app().challenge("verify_email", who.email());
        };
        return new Begun(flow, answer);
    }

    /** The codes that the attacker reads: in his own mailbox, and in the victim's where he has it. */
    private List<String> codes(List<Begun> begun, FlowMails mails, Power power, Person victim,
            Person own) {
        Eventually.holds("all mails have left", () -> rows().underWay(realm.getId()) == 0);
        return begun.stream().flatMap(challenge -> challenge.reference().flatMap(word -> mails.arrived(word,
                        address -> address.equals(victim.email()) || address.equals(own.email()))).stream())
                .filter(mail -> !mail.to().equals(victim.email()) || power == Power.MAILBOX)
                .map(FlowMails.Arrived::code).toList();
    }

    /** Answers a challenge with each code, and says what of the victim's it has given. */
    private Set<String> finish(Begun begun, List<String> codes, Person victim) {
        Set<String> gains = new LinkedHashSet<>();
        for (String code : codes) {
            if (begun.flow() != NativeFlow.SIGN_IN) {
                app().verify(begun.answer().json().path("challenge_id").asText(), code, NEW_PASSWORD);
            } else if (begun.answer().authSession().isPresent()) {
                NativeApp signIn = new NativeApp(realm, Realms.NATIVE);
                NativeApp.Answer answer = signIn.next(begun.answer(), Map.of("otp", code, "username", victim.email()));
                if (answer.done() && signIn.redeem(answer).accessToken().path("sub").asText().equals(victim.id())) {
                    gains.add("tokens");
                }
            }
        }
        if (!opens(victim, Person.PASSWORD)) {
            gains.add("new password");
        }
        return gains;
    }

    private boolean opens(Person person, String password) {
        return !TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP)
                .password(person.username(), password, "openid").error().contains("credentials");
    }

    private Set<String> mailed(FlowMails mails, Person victim) {
        Eventually.holds("all mails have left", () -> rows().underWay(realm.getId()) == 0);
        return mails.kinds(victim.email());
    }

    private Person account(String password, boolean proven) {
        Person person = person(user -> (proven ? user : user.emailVerified(false).requiredActions(VerifyEmail.ACTION))
                .password(password));
        return new Person(person.id(), person.email(), person.email());
    }

    private AppDoors app() {
        return new AppDoors(realm, Realms.NATIVE);
    }

    private static Set<String> row(String head, NativeFlow flow, Power power) {
        String[] cells = AppsTable.below("flows.md", head).stream().filter(row -> row[0].equals(flow.row))
                .findFirst().orElseThrow(() -> new AssertionError("No row: " + flow.row));
        String cell = cells[1 + power.ordinal()];
        return cell.equals("nothing") || cell.equals("none")
                ? Set.of()
                : Arrays.stream(cell.split(", ")).collect(Collectors.toCollection(TreeSet::new));
    }
}
