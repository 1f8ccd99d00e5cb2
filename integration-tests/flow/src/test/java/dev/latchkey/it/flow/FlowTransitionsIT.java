package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.flow.FlowWalk.Way;
import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * One tab that is moved from each page of each flow to each page of each other flow and back, by the tables in {@code
 * docs/flows.md}: whatever state is left behind in between, no flow gives more than it gives alone.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowTransitionsIT extends FlowTest {

    private static final FlowsTable GIVES =
            new FlowsTable("| flow | pages | the mailbox alone | the password alone | neither |");
    private static final FlowsTable MAILS =
            new FlowsTable("| flow | mails, with the mailbox alone | the password alone | neither |");
    private static final int AT_ONCE = 20;

    @InjectRealm(config = Realms.Flows.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /**
     * One walk through two flows, by one attacker.
     *
     * @param from the first page of the tab
     * @param via  the page that it goes to then, and comes back from
     */
    record Cell(FlowPage from, FlowPage via, Way way, Power power) {

        /**
         * The same walk to the last page of the flow that an attacker who has this alone can reach about the victim.
         */
        Cell reachable() {
            List<FlowPage> shown = via.flow().pages().stream()
                    .filter(page -> page.ordinal() <= via.ordinal() && page.reachable(power)).toList();
            return shown.isEmpty() ? this : new Cell(from, shown.get(shown.size() - 1), way, power);
        }

        Cell with(Power other) {
            return new Cell(from, via, way, other);
        }
    }

    static Stream<Cell> cells() {
        return Arrays.stream(FlowPage.values()).flatMap(from -> Arrays.stream(FlowPage.values())
                .flatMap(via -> Arrays.stream(Way.values()).flatMap(way -> Arrays.stream(Power.values())
                        .map(power -> new Cell(from, via, way, power)))));
    }

    @BeforeEach
    void addTheActionAndTheClientThatAsksForTheCodeAlone() {
        VerifyEmail.in(realm);
        UnverifiedUserTest.askForTheCodeAlone(realm);
    }

    @Test
    void theTablesHaveEveryFlowAndEveryPage() {
        assertEquals(Arrays.stream(Flow.values()).map(Flow::row).toList(), GIVES.flows());
        assertEquals(Arrays.stream(Flow.values()).map(Flow::row).toList(), MAILS.flows());
        assertEquals(Arrays.stream(Flow.values()).map(flow -> flow.pages().stream().map(page -> page.form().word())
                .collect(Collectors.joining(", "))).toList(), GIVES.cells(1));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void aFlowAloneGivesWhatItsRowStates(Flow flow, Power power) {
        FlowMails mails = new FlowMails(mailServer);
        FlowPage page = flow.pages().get(0);
        FlowWalk walk = walks(mails, List.of(new Cell(page, page, Way.ADDRESS, power))).get(0).alone(flow);
        Eventually.holds("all mails have left", () -> rows().underWay(realm.getId()) == 0);

        assertEquals(GIVES.row(flow.row(), power), words(walk), walk::toString);
        assertEquals(MAILS.row(flow.row(), power), mails.kinds(walk.victim().email()), walk::toString);
        assertTrue(walk.passwordAccountedFor(), walk::toString);
    }

    /** Otherwise a cell would stop before its page. */
    @ParameterizedTest
    @EnumSource(FlowPage.class)
    void onlyAnAttackerWithTheRequiredPowerReachesThePage(FlowPage page) {
        FlowMails mails = new FlowMails(mailServer);
        for (Power power : Power.values()) {
            FlowWalk walk = walks(mails, List.of(new Cell(page, page, Way.ADDRESS, power))).get(0);
            assertEquals(page.reachable(power), walk.reaches(page), walk::toString);
        }
    }

    static Stream<Arguments> flows() {
        return Arrays.stream(Flow.values()).flatMap(flow -> Arrays.stream(Power.values())
                .map(power -> Arguments.of(flow, power)));
    }

    @ParameterizedTest
    @EnumSource(Flow.class)
    void attack_oneTabThroughTwoFlowsAndBack_givesNoMoreThanEachAlone(Flow from) {
        Map<Cell, List<String>> faults = new LinkedHashMap<>();
        List<Cell> cells = cells().filter(cell -> cell.from().flow() == from).toList();
        FlowMails mails = new FlowMails(mailServer);
        List<Cell> first = cells.stream().map(cell -> cell.with(Power.NEITHER).reachable()).distinct().toList();
        Map<Cell, FlowWalk> walks = new LinkedHashMap<>();
        walk(mails, first, walks);
        walk(mails, cells.stream().map(Cell::reachable).distinct()
                .filter(cell -> cell.power() != Power.NEITHER && !sameWithNeither(cell, walks)).toList(), walks);
        Eventually.holds("all mails have left", () -> rows().underWay(realm.getId()) == 0);
        walks.forEach((cell, walk) -> {
            List<String> found = faults(cell, walk, mails);
            if (!found.isEmpty()) {
                faults.put(cell, found);
            }
        });
        assertTrue(cells.stream().allMatch(cell -> walks.containsKey(cell.reachable())
                || sameWithNeither(cell.reachable(), walks)), "a cell that nobody has walked");
        assertEquals(from.pages().size() * FlowPage.values().length * Way.values().length * Power.values().length,
                cells.size());
        assertTrue(faults.isEmpty(), () -> faults.entrySet().stream().map(fault -> fault.getKey() + "\n    "
                + String.join("\n    ", fault.getValue())).collect(Collectors.joining("\n", "\n", "\n")));
    }

    private boolean sameWithNeither(Cell cell, Map<Cell, FlowWalk> walks) {
        FlowWalk neither = walks.get(cell.with(Power.NEITHER));
        return neither != null && !neither.wanted().contains(cell.power());
    }

    private void walk(FlowMails mails, List<Cell> cells, Map<Cell, FlowWalk> walks) {
        List<FlowWalk> begun = walks(mails, cells);
        List<FlowWalk> done = Burst.of(cells.size(), AT_ONCE, number -> {
            Cell cell = cells.get(number);
            return begun.get(number).through(cell.from(), cell.via(), cell.way());
        });
        IntStream.range(0, cells.size()).forEach(number -> walks.put(cells.get(number), done.get(number)));
    }

    /** Attackers, each with a victim; the account is pending where the walk verifies an address. */
    private List<FlowWalk> walks(FlowMails mails, List<Cell> cells) {
        List<TestUser> accounts = FlowAccounts.make(realm, cells.stream().flatMap(cell -> Stream.of(
                FlowAccounts.account(TestUser.PASSWORD, true),
                FlowAccounts.account(FlowWalk.OWN_PASSWORD, Stream.of(cell.from(), cell.via())
                        .noneMatch(page -> page.flow() == Flow.VERIFY_EMAIL)),
                FlowAccounts.account(FlowWalk.OWN_PASSWORD, true))).toList());
        return IntStream.range(0, cells.size()).mapToObj(number -> new FlowWalk(realm, mails,
                cells.get(number).power(), accounts.get(3 * number), accounts.get(3 * number + 1),
                accounts.get(3 * number + 2))).toList();
    }

    private List<String> faults(Cell cell, FlowWalk walk, FlowMails mails) {
        List<String> faults = new ArrayList<>();
        walk.gains().stream().filter(gain -> gain.flow() == null
                || !GIVES.row(gain.flow().row(), cell.power()).contains(gain.effect().word())).forEach(gain ->
                        faults.add(gain.effect().word() + " from " + gain.flow()));
        Set<String> mailed = new TreeSet<>(mails.kinds(walk.victim().email()));
        Stream.concat(walk.seen().stream(), Stream.of(cell.from().flow(), cell.via().flow()))
                .forEach(flow -> mailed.removeAll(MAILS.row(flow.row(), cell.power())));
        if (!mailed.isEmpty()) {
            faults.add("mailed to the victim: " + mailed);
        }
        if (!walk.passwordAccountedFor()) {
            faults.add("the victim's password is another");
        }
        if (!faults.isEmpty()) {
            faults.add(walk.toString());
        }
        return faults;
    }

    private static Set<String> words(FlowWalk walk) {
        return walk.gains().stream().map(gain -> gain.effect().word())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
