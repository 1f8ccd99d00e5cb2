package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.flow.FlowPage.Power;
import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.models.RealmModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/**
 * Each flow about a pending account that an attacker has signed up, by the tables in {@code docs/flows.md}: without its
 * mailbox no attacker gets anything, and with the mailbox an account without anything that was planted in it.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class PendingVictimIT extends FlowTest {

    private static final FlowsTable GIVES = new FlowsTable(
            "| flow about a pending account | the mailbox alone | the password alone | neither |");
    private static final FlowsTable MAILS = new FlowsTable(
            "| flow about a pending account | mails, with the mailbox alone | the password alone | neither |");
    private static final String PASSKEY = WebAuthnCredentialModel.TYPE_PASSWORDLESS;
    private static final int AT_ONCE = 20;
    private static final int OWN_ACCOUNTS = 2;

    @InjectRealm(config = Realms.Flows.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    /** The result of one flow. */
    private record Outcome(Set<String> gains, String trail) {
    }

    /** One flow and one attacker. */
    private record Cell(String flow, Power power) {
    }

    private static List<String> flows() {
        return Stream.concat(Arrays.stream(Flow.values()).map(Flow::row),
                Arrays.stream(NativeFlow.values()).map(NativeFlow::row)).toList();
    }

    private static List<Cell> cells() {
        return flows().stream().flatMap(flow -> Arrays.stream(Power.values()).map(power -> new Cell(flow, power)))
                .toList();
    }

    @BeforeEach
    void addTheActionAndTheClientThatAsksForTheCodeAlone() {
        VerifyEmail.in(realm);
        UnverifiedUserTest.askForTheCodeAlone(realm);
    }

    @Test
    void theTablesHaveEveryFlow() {
        assertEquals(flows(), GIVES.flows());
        assertEquals(flows(), MAILS.flows());
    }

    @Test
    void attack_eachFlowAboutAPendingAccount_givesNothingWithoutTheMailboxAndNothingPlantedWithIt() {
        FlowMails mails = new FlowMails(mailServer);
        List<Cell> cells = cells();
        List<TestUser> pending = Burst.of(cells.size(), AT_ONCE, number -> signedUp(mails));
        server.run(planting(realm.getName(), pending.stream().map(TestUser::id).collect(Collectors.joining(","))));
        List<TestUser> own = FlowAccounts.make(realm, Stream.generate(() ->
                FlowAccounts.account(FlowWalk.OWN_PASSWORD, true)).limit((long) OWN_ACCOUNTS * cells.size()).toList());

        List<Outcome> outcomes = Burst.of(cells.size(), AT_ONCE, number -> walk(mails, cells.get(number),
                pending.get(number), own.get(OWN_ACCOUNTS * number), own.get(OWN_ACCOUNTS * number + 1)));

        Map<Cell, String> faults = new LinkedHashMap<>();
        for (int number = 0; number < cells.size(); number++) {
            List<String> found = faults(cells.get(number), pending.get(number), outcomes.get(number), mails);
            if (!found.isEmpty()) {
                faults.put(cells.get(number), found + "\n    " + outcomes.get(number).trail());
            }
        }
        assertTrue(faults.isEmpty(), () -> faults.entrySet().stream()
                .map(fault -> fault.getKey() + "\n    " + fault.getValue())
                .collect(Collectors.joining("\n", "\n", "\n")));
    }

    /** An account that an attacker without the mailbox has signed up. */
    private TestUser signedUp(FlowMails mails) {
        String email = UnverifiedUserTest.freshAddress();
        NativeApp.Answer answer = new NativeApiClient(realm, Realms.NATIVE).register(email, TestUser.PASSWORD);
        mails.await(answer.json().path("reference").asText(), email::equals)
                .orElseThrow(() -> new AssertionError("No mail to " + email));
        return new TestUser(account(email).getId(), email, email);
    }

    /** A passkey in each account, as an attacker may add who gets that far, in any way. */
    private static RunOnServer planting(String realmName, String accounts) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            for (String account : accounts.split(",")) {
                session.users().getUserById(realm, account).credentialManager().createStoredCredential(
                        WebAuthnCredentialModel.create(PASSKEY, "planted", "", account, null, "key", 0, "none"));
            }
        };
    }

    private Outcome walk(FlowMails mails, Cell cell, TestUser victim, TestUser own, TestUser session) {
        for (NativeFlow flow : NativeFlow.values()) {
            if (flow.row().equals(cell.flow())) {
                NativeWalk walk = new NativeWalk(realm, mails, cell.power(), victim, own)
                        .alone(flow, MAILS.row(cell.flow(), cell.power()).stream().anyMatch(kind ->
                                kind.endsWith("code")));
                return new Outcome(gains(walk.gains(), victim), walk.toString());
            }
        }
        Flow flow = Arrays.stream(Flow.values()).filter(known -> known.row().equals(cell.flow())).findFirst()
                .orElseThrow();
        FlowWalk walk = new FlowWalk(realm, mails, cell.power(), victim, own, session).aboutPending()
                .alone(flow);
        return new Outcome(gains(walk.gains().stream().map(gain -> gain.effect().word()).collect(Collectors.toSet()),
                victim), walk.toString());
    }

    /** A changed password is no gain where the account was replaced: it belonged to the replaced account. */
    private Set<String> gains(Set<String> found, TestUser victim) {
        Set<String> gains = new TreeSet<>(found);
        UserRepresentation account = account(victim.email());
        if (!account.getId().equals(victim.id())) {
            gains.remove("new password");
            if (account.isEmailVerified()) {
                gains.add("a new account");
            }
        }
        return gains;
    }

    private List<String> faults(Cell cell, TestUser victim, Outcome outcome, FlowMails mails) {
        List<String> faults = new ArrayList<>();
        if (!outcome.gains().equals(GIVES.row(cell.flow(), cell.power()))) {
            faults.add("gives " + outcome.gains());
        }
        Set<String> mailed = mails.all(victim.email()).stream().skip(1).map(FlowMails.Arrived::kind)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!mailed.equals(MAILS.row(cell.flow(), cell.power()))) {
            faults.add("mails " + mailed);
        }
        UserRepresentation account = account(victim.email());
        boolean replaced = !account.getId().equals(victim.id());
        if (replaced || !outcome.gains().isEmpty()) {
            faults.addAll(remains(account.getId(), victim));
        }
        if (outcome.gains().isEmpty()
                && (account.isEmailVerified() || !account.getRequiredActions().contains(VerifyEmail.ACTION))) {
            faults.add("not pending any more");
        }
        return faults;
    }

    /** The planted credentials that are left. */
    private List<String> remains(String accountId, TestUser victim) {
        List<String> remains = new ArrayList<>();
        if (!TokenClient.of(FlowServer.BASE, realm.getName(), Realms.DIRECT_APP)
                .password(victim.username(), TestUser.PASSWORD, "openid").error().contains("credentials")) {
            remains.add("the planted password");
        }
        realm.admin().users().get(accountId).credentials().stream().map(CredentialRepresentation::getType)
                .filter(PASSKEY::equals).forEach(type -> remains.add("the planted " + type));
        return remains;
    }

    private UserRepresentation account(String email) {
        List<UserRepresentation> found = realm.admin().users().searchByEmail(email, true);
        assertEquals(1, found.size(), email);
        return found.get(0);
    }
}
