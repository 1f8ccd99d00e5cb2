package dev.latchkey.it.flow;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.keycloak.Config;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.credential.hash.PasswordHashProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.PasswordPolicy;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.DefaultKeycloakSessionFactory;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/** A hash of passwords that counts how often it is computed, for a realm whose password policy names it. */
public final class CountedHashes implements PasswordHashProvider, PasswordHashProviderFactory {

    /** The algorithm's name. */
    static final String ID = "latchkey-test-hash";

    private final AtomicInteger computed = new AtomicInteger();

    /** Adds the algorithm to the server. */
    static void in(RunOnServerClient server) {
        server.run(session -> register(session.getKeycloakSessionFactory()));
    }

    /** How many were computed until now. */
    static int computed(RunOnServerClient server) {
        return Integer.parseInt(server.fetch(counting(), String.class));
    }

    /** By its text: each request of a test has its own copy of this class. */
    private static FetchOnServer counting() {
        return session -> session.getProvider(PasswordHashProvider.class, ID).toString();
    }

    @SuppressWarnings("unchecked")
    private static void register(KeycloakSessionFactory server) {
        try {
            Field known = DefaultKeycloakSessionFactory.class.getDeclaredField("factoriesMap");
            known.setAccessible(true);
            Map<Class<? extends Provider>, Map<String, ProviderFactory<?>>> factories =
                    new HashMap<>((Map<Class<? extends Provider>, Map<String, ProviderFactory<?>>>) known.get(server));
            Map<String, ProviderFactory<?>> hashes = new HashMap<>(factories.get(PasswordHashProvider.class));
            hashes.putIfAbsent(ID, new CountedHashes());
            factories.put(PasswordHashProvider.class, hashes);
            known.set(server, factories);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Keycloak keeps its providers elsewhere", e);
        }
    }

    @Override
    public PasswordHashProvider create(KeycloakSession session) {
        return this;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public boolean policyCheck(PasswordPolicy policy, PasswordCredentialModel credential) {
        return true;
    }

    @Override
    public PasswordCredentialModel encodedCredential(String password, int iterations) {
        computed.incrementAndGet();
        return PasswordCredentialModel.createFromValues(ID, "salt".getBytes(StandardCharsets.UTF_8), iterations,
                password);
    }

    @Override
    public boolean verify(String password, PasswordCredentialModel credential) {
        computed.incrementAndGet();
        return password.equals(credential.getPasswordSecretData().getValue());
    }

    @Override
    public String toString() {
        return computed.toString();
    }

    @Override
    public void init(Config.Scope config) {
        // nothing is configured
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // nothing to prepare
    }

    @Override
    public void close() {
        // nothing is held
    }
}
