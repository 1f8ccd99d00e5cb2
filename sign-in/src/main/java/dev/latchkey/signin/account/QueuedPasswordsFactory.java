package dev.latchkey.signin.account;

import java.util.concurrent.Semaphore;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.services.managers.BruteForceProtectorFactory;
import org.keycloak.services.managers.DefaultBruteForceProtectorFactory;

/**
 * Puts {@link QueuedPasswords} before Keycloak's own detector, which keeps its options. Where an operator
 * names another detector by {@code --spi-brute-force-protector--provider}, that one is asked alone.
 */
public final class QueuedPasswordsFactory implements BruteForceProtectorFactory {

    /** How many sign-ins wait on a node. Few, because each keeps a thread, and a flood of guesses waits like users. */
    static final int PLACES = 4;

    private static final String DETECTOR = new DefaultBruteForceProtectorFactory().getId();

    private final Semaphore places = new Semaphore(PLACES);

    @Override
    public BruteForceProtector create(KeycloakSession session) {
        return QueuedPasswords.before(session.getProvider(BruteForceProtector.class, DETECTOR), places);
    }

    @Override
    public String getId() {
        return "latchkey-brute-force-detector";
    }

    @Override
    public int order() {
        return 1;
    }

    @Override
    public void init(Config.Scope config) {
        // Keycloak's detector has the options
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // nothing to prepare
    }

    @Override
    public void close() {
        // nothing to release
    }
}
