package dev.latchkey.sms.identity;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/** Whether the operator of this server lets telephone numbers name accounts, which no realm can decide alone. */
final class ExperimentalNumbers {

    /** The server option. */
    static final String OPTION = "spi-latchkey-phone--text--experimental";

    private static final Logger LOG = Logger.getLogger(ExperimentalNumbers.class);

    private final boolean on;
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    ExperimentalNumbers(boolean on) {
        this.on = on;
    }

    boolean on() {
        return on;
    }

    /**
     * @param realm a realm whose policy lets numbers name accounts
     * @return whether that is in force; the first false of each realm is logged
     */
    boolean allows(RealmModel realm) {
        if (!on && reported.add(realm.getId())) {
            LOG.warnf("Realm %s lets telephone numbers name accounts; that is ignored, because the server does not set "
                    + "%s=true", realm.getName(), OPTION);
        }
        return on;
    }
}
