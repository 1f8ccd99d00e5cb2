package dev.latchkey.it.flow;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.latchkey.common.tx.OwnTransaction;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.UserStorageProviderModel;
import org.keycloak.storage.user.ImportedUserValidation;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;
import org.keycloak.testframework.remote.runonserver.RunOnServerClient;

/**
 * A user directory whose users Keycloak imports, and whose telephone numbers it reads from the directory each time and
 * writes there too, as an attribute mapper of LDAP in the edit mode {@code WRITABLE} with <i>Always Read Value From
 * LDAP</i> does. What was imported stays in Keycloak's rows.
 */
public final class WritableDirectory implements UserStorageProvider, ImportedUserValidation {

    private static final String ID = "latchkey-test-writable-directory";
    private static final String NUMBER = "phoneNumber";
    private static final Map<String, String> NUMBERS = new ConcurrentHashMap<>();

    private WritableDirectory() {
    }

    /** Makes an account one of the directory, which has this number for it. */
    static void adopt(RunOnServerClient server, String realm, TestUser person, String number) {
        server.run(adoption(realm, person.id(), number));
    }

    private static RunOnServer adoption(String realmName, String userId, String number) {
        return session -> {
            ReadOnlyDirectory.register(session.getKeycloakSessionFactory(), ID, new Factory());
            NUMBERS.put(userId, number);
            String link = OwnTransaction.run(session, own -> {
                UserStorageProviderModel directory = new UserStorageProviderModel();
                directory.setName(ID);
                directory.setProviderType(UserStorageProvider.class.getName());
                directory.setProviderId(ID);
                directory.setEnabled(true);
                return own.realms().getRealmByName(realmName).importComponentModel(directory).getId();
            });
            OwnTransaction.run(session, own -> {
                RealmModel realm = own.realms().getRealmByName(realmName);
                UserModel stored = UserStoragePrivateUtil.userLocalStorage(own).getUserById(realm, userId);
                stored.setFederationLink(link);
                own.getProvider(UserCache.class).evict(realm, stored);
                return true;
            });
        };
    }

    @Override
    public UserModel validate(RealmModel realm, UserModel user) {
        return new UserModelDelegate(user) {
            @Override
            public void setSingleAttribute(String name, String value) {
                super.setSingleAttribute(name, value);
                if (name.equals(NUMBER)) {
                    NUMBERS.put(getId(), value);
                }
            }

            @Override
            public void setAttribute(String name, List<String> values) {
                super.setAttribute(name, values);
                if (name.equals(NUMBER)) {
                    NUMBERS.put(getId(), values.get(0));
                }
            }

            @Override
            public String getFirstAttribute(String name) {
                return name.equals(NUMBER) ? NUMBERS.get(getId()) : super.getFirstAttribute(name);
            }

            @Override
            public Stream<String> getAttributeStream(String name) {
                return name.equals(NUMBER) ? Stream.of(NUMBERS.get(getId())) : super.getAttributeStream(name);
            }

            @Override
            public Map<String, List<String>> getAttributes() {
                Map<String, List<String>> attributes = super.getAttributes();
                attributes.put(NUMBER, List.of(NUMBERS.get(getId())));
                return attributes;
            }
        };
    }

    @Override
    public void close() {
        // it holds nothing
    }

    /** Creates a provider for each session. */
    public static final class Factory implements UserStorageProviderFactory<WritableDirectory> {

        @Override
        public WritableDirectory create(KeycloakSession session, ComponentModel model) {
            return new WritableDirectory();
        }

        @Override
        public String getId() {
            return ID;
        }
    }
}
