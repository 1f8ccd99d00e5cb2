package dev.latchkey.it.flow;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.keycloak.component.ComponentModel;
import org.keycloak.credential.CredentialInput;
import org.keycloak.credential.CredentialInputUpdater;
import org.keycloak.credential.CredentialInputValidator;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.DefaultKeycloakSessionFactory;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;
import org.keycloak.storage.user.UserLookupProvider;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * A user directory that Keycloak may not change and does not import, as LDAP with the edit mode {@code READ_ONLY} and
 * without import is. It has every user whose name begins with {@link #NAME}; the name determines the kind of the
 * account.
 */
public final class ReadOnlyDirectory
        implements UserStorageProvider, UserLookupProvider, CredentialInputValidator, CredentialInputUpdater {

    /** What each name begins with. */
    static final String NAME = "directory";
    /** A user whose address is verified by the directory. */
    static final String VERIFIED = "verified";
    /** A user whose address is not verified. */
    static final String UNVERIFIED = "unverified";
    /** A user of whom the directory itself requires the verification of the address, each time. */
    static final String DEMANDED = "demanded";
    /** A user whose required actions are stored, and whose address is verified, but whose attributes are not. */
    static final String FIXED = "fixed";
    /** The same, but the directory stores another password, as LDAP with the edit mode {@code WRITABLE} does. */
    static final String CHANGING = "changing";

    /** A user of whom the directory gives no answer. */
    static final String FAILING = "failing";

    private static final String ID = "latchkey-test-directory";
    private static final String DOMAIN = "@" + NAME + ".example";
    private static final Pattern USERNAME = Pattern.compile(NAME + "-[a-z]+-[0-9]+");

    private static final Map<String, String> CHANGED = new ConcurrentHashMap<>();

    private final KeycloakSession session;
    private final ComponentModel model;

    private ReadOnlyDirectory(KeycloakSession session, ComponentModel model) {
        this.session = session;
        this.model = model;
    }

    /** A user of the directory, whom Keycloak has not looked up yet. */
    static TestUser person(String kind) {
        String name = NAME + "-" + kind + "-" + FlowTest.NUMBER.incrementAndGet();
        return new TestUser("", name, name + DOMAIN);
    }

    /** Adds the directory to a realm, and its provider to the server. */
    static void in(RunOnServerClient server, String realm) {
        server.run(adding(realm));
    }

    private static RunOnServer adding(String realmName) {
        return session -> {
            register(session.getKeycloakSessionFactory(), ID, new Factory());
            RealmModel realm = session.realms().getRealmByName(realmName);
            UserStorageProviderModel directory = new UserStorageProviderModel();
            directory.setName(NAME);
            directory.setProviderType(UserStorageProvider.class.getName());
            directory.setProviderId(ID);
            directory.setEnabled(true);
            directory.setImportEnabled(false);
            realm.importComponentModel(directory);
        };
    }

    /** The factory is in no jar: test classes reach the server only through the framework's runner. */
    @SuppressWarnings("unchecked")
    static void register(KeycloakSessionFactory server, String id, ProviderFactory<?> directory) {
        try {
            Field known = DefaultKeycloakSessionFactory.class.getDeclaredField("factoriesMap");
            known.setAccessible(true);
            Map<Class<? extends Provider>, Map<String, ProviderFactory<?>>> factories =
                    new HashMap<>((Map<Class<? extends Provider>, Map<String, ProviderFactory<?>>>) known.get(server));
            Map<String, ProviderFactory<?>> storages = new HashMap<>(factories.get(UserStorageProvider.class));
            storages.put(id, directory);
            factories.put(UserStorageProvider.class, storages);
            known.set(server, factories);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Keycloak keeps its providers elsewhere", e);
        }
    }

    /** Creates a provider for each session. */
    public static final class Factory implements UserStorageProviderFactory<ReadOnlyDirectory> {

        @Override
        public ReadOnlyDirectory create(KeycloakSession session, ComponentModel model) {
            return new ReadOnlyDirectory(session, model);
        }

        @Override
        public String getId() {
            return ID;
        }
    }

    @Override
    public UserModel getUserById(RealmModel realm, String id) {
        return getUserByUsername(realm, StorageId.externalId(id));
    }

    @Override
    public UserModel getUserByUsername(RealmModel realm, String username) {
        if (!USERNAME.matcher(username).matches()) {
            return null;
        }
        if (username.contains("-" + FAILING + "-")) {
            throw new IllegalStateException("The directory does not answer");
        }
        UserModel user = new InMemoryUserAdapter(session, realm, new StorageId(model.getId(), username).getId());
        user.setUsername(username);
        user.setEmail(username + DOMAIN);
        user.setFirstName("Uma");
        user.setLastName("User");
        user.setEnabled(true);
        boolean fixed = username.contains("-" + FIXED + "-") || isChanging(username);
        user.setEmailVerified(fixed || username.contains("-" + VERIFIED + "-"));
        if (username.contains("-" + DEMANDED + "-")) {
            user.addRequiredAction(VerifyEmail.ACTION);
        }
        return fixed ? new FixedAttributes(user) : new ReadOnlyUserModelDelegate(user);
    }

    private static final class FixedAttributes extends ReadOnlyUserModelDelegate {

        FixedAttributes(UserModel user) {
            super(user);
        }

        @Override
        public void addRequiredAction(String action) {
            getDelegate().addRequiredAction(action);
        }

        @Override
        public void removeRequiredAction(String action) {
            getDelegate().removeRequiredAction(action);
        }

        @Override
        public void removeRequiredAction(RequiredAction action) {
            getDelegate().removeRequiredAction(action);
        }
    }

    @Override
    public UserModel getUserByEmail(RealmModel realm, String email) {
        return email.endsWith(DOMAIN)
                ? getUserByUsername(realm, email.substring(0, email.length() - DOMAIN.length()))
                : null;
    }

    @Override
    public boolean supportsCredentialType(String type) {
        return PasswordCredentialModel.TYPE.equals(type);
    }

    @Override
    public boolean isConfiguredFor(RealmModel realm, UserModel user, String type) {
        return supportsCredentialType(type);
    }

    @Override
    public boolean isValid(RealmModel realm, UserModel user, CredentialInput input) {
        return supportsCredentialType(input.getType()) && CHANGED.getOrDefault(user.getUsername(), TestUser.PASSWORD)
                .equals(input.getChallengeResponse());
    }

    private static boolean isChanging(String username) {
        return username.contains("-" + CHANGING + "-");
    }

    @Override
    public boolean updateCredential(RealmModel realm, UserModel user, CredentialInput input) {
        if (!supportsCredentialType(input.getType()) || !isChanging(user.getUsername())) {
            return false;
        }
        CHANGED.put(user.getUsername(), input.getChallengeResponse());
        return true;
    }

    @Override
    public void disableCredentialType(RealmModel realm, UserModel user, String type) {
        // a password is all that it has
    }

    @Override
    public Stream<String> getDisableableCredentialTypesStream(RealmModel realm, UserModel user) {
        return Stream.empty();
    }

    @Override
    public void close() {
    }
}
