package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** The parts of the flow tests' server that random walks use: a realm with every flow, its mails and its clock. */
@StoppedClock
public abstract class WalkTest extends FlowTest {

    /** Asks for a password and, unless the browser is trusted, for a code. */
    public static final String APP = Realms.APP;
    /** Asks for a code alone. */
    public static final String PASSWORDLESS_APP = Realms.OTHER_APP;
    /** Asks for a password, and for a code where level 2 is demanded, also of a user who has a session. */
    public static final String LEVELS_APP = Realms.LEVELS_APP;
    /** Signs its users in without a browser. */
    public static final String NATIVE_APP = Realms.NATIVE;
    /** Checks by the password grant whether a password is right. */
    public static final String DIRECT_APP = Realms.DIRECT_APP;
    /** The required action that verifies an address. */
    public static final String VERIFY_ACTION = VerifyEmail.ACTION;

    private static final String DELETE_ACTION = "delete_account";

    private static final int LOG_TAIL = 200_000;
    private static final Pattern UNCAUGHT = Pattern.compile(
            "Uncaught server error.*\\R(?:(?:\\tat |\\t\\.\\.\\.|Caused by).*\\R)*");
    private static final long PATIENCE_NANOS = 3_000_000_000L;
    private static final long INTERVAL_NANOS = 20_000_000L;

    private int stuck;
    private String realmId;

    @InjectRealm(config = Realms.Walks.class)
    ManagedRealm realm;

    @BeforeEach
    void rememberTheRealm() {
        realmId = realm.getId();
    }

    /** Unverified accounts have to verify their address when they sign in. */
    @BeforeEach
    void setUpWhatNoRealmFileCanSay() {
        VerifyEmail.in(realm).save(Map.of("verify_unverified", "true"));
        UnverifiedUserTest.askForTheCodeAlone(realm);
        UnverifiedUserTest.override(realm, LEVELS_APP, "browser", Realms.LEVELS);
        RequiredActionProviderRepresentation delete = realm.admin().flows().getRequiredAction(DELETE_ACTION);
        delete.setEnabled(true);
        realm.admin().flows().updateRequiredAction(DELETE_ACTION, delete);
        addAnOrganization();
    }

    /** One that may invite users. */
    private void addAnOrganization() {
        OrganizationRepresentation corp = new OrganizationRepresentation();
        corp.setName("corp");
        corp.setAlias("corp");
        corp.addDomain(new OrganizationDomainRepresentation("corp.example"));
        // there already, where another method has added it
        realm.admin().organizations().create(corp).close();
    }

    @Override
    final ManagedRealm realm() {
        return realm;
    }

    /** The realm that is walked through. */
    protected final ManagedRealm walked() {
        return realm;
    }

    /** Starts reading mails; earlier ones are dropped. */
    protected final FlowMails freshMails() {
        mailsHaveLeft();
        mailServer.runCleanup();
        return new FlowMails(mailServer);
    }

    /** Waits until every pending mail has left; one whose account or code has been deleted meanwhile never leaves. */
    protected final void mailsHaveLeft() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int underWay = rows().underWay(realmId);
        while (underWay > stuck && System.nanoTime() < deadline) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            underWay = rows().underWay(realmId);
        }
        stuck = underWay;
    }

    /** The process id of the server. */
    protected final long serverProcess() {
        return server.fetch(session -> ProcessHandle.current().pid(), Long.class);
    }

    /** Whether the stack trace of one of the last uncaught server errors contains the pack. */
    protected final boolean packFails() {
        try (RandomAccessFile log = new RandomAccessFile(FlowServer.LOG.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(LOG_TAIL, log.length())];
            log.seek(log.length() - tail.length);
            log.readFully(tail);
            return UNCAUGHT.matcher(new String(tail, StandardCharsets.UTF_8)).results()
                    .anyMatch(error -> error.group().contains("at dev.latchkey."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many seconds the clock is after its stop. */
    protected final int secondsPassed() {
        return timeOffset.get();
    }

    /** Sets how many seconds the clock is after its stop. */
    protected final void clock(int seconds) {
        timeOffset.set(seconds);
    }
}
