package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * One app that goes through two flows without a browser, by the tables in {@code docs/flows.md}: whichever
 * {@code auth_session} or challenge it answers with whichever code, no flow gives more than it gives alone.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeFlowTransitionsIT extends FlowTest {

    static final FlowsTable GIVES =
            new FlowsTable("| flow of an app | the mailbox alone | the password alone | neither |");
    static final FlowsTable MAILS =
            new FlowsTable("| flow of an app | mails, with the mailbox alone | the password alone | neither |");
    private static final int AT_ONCE = 20;

    @InjectRealm(config = Realms.Flows.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /**
     * One walk of one attacker.
     *
     * @param from the flow in the attacker's own name; null for none
     * @param via  the flow about the victim
     */
    private record Cell(NativeFlow from, NativeFlow via, Power power) {

        Set<String> mails() {
            return MAILS.row(via.row(), power);
        }

        boolean codeMailed() {
            return mails().stream().anyMatch(kind -> kind.endsWith("code"));
        }
    }

    private static Stream<Cell> about(NativeFlow from) {
        return Arrays.stream(NativeFlow.values()).flatMap(via -> Arrays.stream(Power.values())
                .map(power -> new Cell(from, via, power)));
    }

    @BeforeEach
    void addTheAction() {
        VerifyEmail.in(realm);
    }

    @Test
    void theTablesHaveEveryFlow() {
        List<String> flows = Arrays.stream(NativeFlow.values()).map(NativeFlow::row).toList();
        assertEquals(flows, GIVES.flows());
        assertEquals(flows, MAILS.flows());
    }

    @Test
    void aFlowAloneGivesWhatItsRowStates() {
        walk(about(null).toList());
    }

    @Test
    void attack_oneAppThroughTwoFlows_givesNoMoreThanEachAlone() {
        walk(Arrays.stream(NativeFlow.values()).flatMap(NativeFlowTransitionsIT::about).toList());
    }

    private void walk(List<Cell> cells) {
        FlowMails mails = new FlowMails(mailServer);
        List<NativeWalk> walks = walks(mails, cells);
        Burst.of(cells.size(), AT_ONCE, number -> {
            Cell cell = cells.get(number);
            return cell.from() == null
                    ? walks.get(number).alone(cell.via(), cell.codeMailed())
                    : walks.get(number).through(cell.from(), cell.via(), cell.codeMailed());
        });
        awaitWhatWasQueued(mails);
        Map<Cell, String> faults = new LinkedHashMap<>();
        for (int number = 0; number < cells.size(); number++) {
            Cell cell = cells.get(number);
            List<String> found = faults(cell, walks.get(number), mails);
            if (!found.isEmpty()) {
                faults.put(cell, found + "\n    " + walks.get(number));
            }
        }
        assertTrue(faults.isEmpty(), () -> faults.entrySet().stream()
                .map(fault -> fault.getKey() + "\n    " + fault.getValue())
                .collect(Collectors.joining("\n", "\n", "\n")));
    }

    private List<String> faults(Cell cell, NativeWalk walk, FlowMails mails) {
        List<String> faults = new ArrayList<>();
        if (!walk.gains().equals(GIVES.row(cell.via().row(), cell.power()))) {
            faults.add("gives " + walk.gains());
        }
        Set<String> mailed = mails.kinds(walk.victim().email());
        if (!mailed.equals(cell.mails())) {
            faults.add("mails " + mailed);
        }
        UserRepresentation account = realm.admin().users().get(walk.victim().id()).toRepresentation();
        if (!walk.victim().email().equals(account.getEmail()) || !account.isEmailVerified()) {
            faults.add("another address");
        }
        return faults;
    }

    private List<NativeWalk> walks(FlowMails mails, List<Cell> cells) {
        List<TestUser> accounts = FlowAccounts.make(realm, cells.stream().flatMap(cell -> Stream.of(
                FlowAccounts.account(TestUser.PASSWORD, true),
                FlowAccounts.account(NativeWalk.OWN_PASSWORD, cell.from() == null || !cell.from().provesAnAccount())))
                .toList());
        List<NativeWalk> walks = new ArrayList<>();
        for (int number = 0; number < cells.size(); number++) {
            TestUser own = own(cells.get(number).from(), accounts.get(2 * number + 1));
            walks.add(new NativeWalk(realm, mails, cells.get(number).power(), accounts.get(2 * number), own));
        }
        return walks;
    }

    /** The attacker's own account at the beginning of a flow: none, one that a sign-up has created, or this one. */
    private TestUser own(NativeFlow from, TestUser account) {
        if (from != NativeFlow.REGISTRATION && from != NativeFlow.SIGN_UP_CODE) {
            return account;
        }
        TestUser own = new TestUser("", "", UnverifiedUserTest.freshAddress());
        if (from == NativeFlow.SIGN_UP_CODE) {
            new NativeApiClient(realm, Realms.NATIVE).register(own.email(), NativeWalk.OWN_PASSWORD);
        }
        return own;
    }

    /** Mails leave in the order in which they were asked for: when the last has arrived, none is on its way. */
    private void awaitWhatWasQueued(FlowMails mails) {
        FlowAccounts.make(realm, Stream.generate(() -> FlowAccounts.account(TestUser.PASSWORD, true)).limit(4).toList())
                .forEach(last -> {
                    NativeApp.Answer asked = new NativeApiClient(realm, Realms.NATIVE).challenge("password_reset",
                            last.email());
                    mails.await(asked.json().path("reference").asText(), last.email()::equals)
                            .orElseThrow(() -> new AssertionError("No mail to " + last.email()));
                });
    }
}
