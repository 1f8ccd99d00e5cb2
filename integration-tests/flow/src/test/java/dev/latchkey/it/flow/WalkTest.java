package dev.latchkey.it.flow;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.realm.RealmBuilder;
import org.keycloak.testframework.realm.RealmConfig;

/** What random walks use of the flow tests' server: a realm with every flow, its mails and its clock. */
@StoppedClock
public abstract class WalkTest extends FlowTest {

    /** Asks for a password and, unless the browser is trusted, for a code. */
    public static final String APP = Realms.APP;
    /** Asks for a code alone. */
    public static final String PASSWORDLESS_APP = Realms.OTHER_APP;
    /** Signs its users in without a browser. */
    public static final String NATIVE_APP = Realms.NATIVE;
    /** Tells by the password grant whether a password is right. */
    public static final String DIRECT_APP = Realms.DIRECT_APP;
    /** The required action that proves an address. */
    public static final String VERIFY_ACTION = VerifyEmail.ACTION;

    private static final String DELETE_ACTION = "delete_account";

    @InjectRealm(config = Walked.class)
    ManagedRealm realm;

    /** Every flow, cheap passwords, no detector; unverified accounts are asked for their proof when they sign in. */
    static final class Walked implements RealmConfig {

        @Override
        public RealmBuilder configure(RealmBuilder realm) {
            return new Realms.Flows().configure(realm).name("walks");
        }
    }

    @BeforeEach
    void setUpWhatNoRealmFileCanSay() {
        VerifyEmail.in(realm).save(Map.of("verify_unverified", "true"));
        DoorsTest.askForTheCodeAlone(realm);
        RequiredActionProviderRepresentation delete = realm.admin().flows().getRequiredAction(DELETE_ACTION);
        delete.setEnabled(true);
        realm.admin().flows().updateRequiredAction(DELETE_ACTION, delete);
    }

    @Override
    final ManagedRealm realm() {
        return realm;
    }

    /** The realm that is walked through. */
    protected final ManagedRealm walked() {
        return realm;
    }

    /** Mails from now on; those of before are forgotten. */
    protected final FlowMails freshMails() {
        mailsHaveLeft();
        mailServer.runCleanup();
        return new FlowMails(mailServer);
    }

    /** Waits until every mail has left. */
    protected final void mailsHaveLeft() {
        Eventually.holds("all mails have left", () -> rows().underWay(realm.getId()) == 0);
    }

    /** Sets how many seconds after its stop the clock stands. */
    protected final void clock(int seconds) {
        time.set(seconds);
    }
}
