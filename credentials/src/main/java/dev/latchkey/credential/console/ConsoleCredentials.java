package dev.latchkey.credential.console;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.net.Label;
import dev.latchkey.common.tx.Committed;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

/**
 * The credentials by which Keycloak's consoles know what Latchkey keeps in tables of its own: one for each row, with
 * the row's id, without any secret, written once. A row counts only while its credential exists, so that deleting it
 * in a console ends the row at once.
 */
public final class ConsoleCredentials {

    private static final Logger LOG = Logger.getLogger(ConsoleCredentials.class);
    /** So many names are tried, each of which the cache does not know to be taken. */
    private static final int MAX_CLASHES = 100;

    private final UserModel user;
    private final String type;

    /**
     * @param user the owner
     * @param type the credential type of the rows in question
     */
    public ConsoleCredentials(UserModel user, String type) {
        this.user = user;
        this.type = type;
    }

    /** @return the ids of the rows whose credential exists */
    public Set<String> ids() {
        return user.credentialManager().getStoredCredentialsByTypeStream(type)
                .map(CredentialModel::getId).collect(Collectors.toSet());
    }

    /**
     * Writes the credential of a new row, in the transaction of the user's session. Keycloak demands that the labels of
     * a user's credentials differ, whatever their case; for federated users over all types. A second "Chrome on
     * Windows" gets a number. The labels in Keycloak's cache may be outdated, so that the database decides in the
     * end.
     *
     * @param session the user's session
     * @param realm   the user's realm
     * @param id      the row
     * @param name    what it would be called
     * @return what it is called: that name, or a numbered one that is free, of at most {@value Label#MAX_LENGTH}
     *         characters; empty when Keycloak has taken none, and nothing is written
     */
    public Optional<String> create(KeycloakSession session, RealmModel realm, String id, String name) {
        return create(session, realm, id, name, "{}");
    }

    /**
     * Writes a credential that stands for no row, as {@link #create(KeycloakSession, RealmModel, String, String)} does.
     *
     * @param session the user's session
     * @param realm   the user's realm
     * @param id      its id
     * @param name    what it would be called
     * @param data    what it holds, a JSON object without any secret
     * @return what it is called; empty when Keycloak has taken no name, and nothing is written
     */
    public Optional<String> create(KeycloakSession session, RealmModel realm, String id, String name, String data) {
        Set<String> taken = user.credentialManager().getStoredCredentialsStream()
                .map(CredentialModel::getUserLabel).filter(label -> label != null)
                .map(label -> label.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (int clash = 0; clash < MAX_CLASHES; clash++) {
            String candidate = free(name, taken);
            try {
                store(session, realm, credential(id, candidate, data));
                return Optional.of(candidate);
            } catch (ModelDuplicateException e) {
                LOG.debugf("User %s has a credential of that name already", user.getId());
                taken.add(candidate.toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    /** A user of a directory is not changed in this session, for the reason in {@link FreshUser#behindCache}. */
    private void store(KeycloakSession session, RealmModel realm, CredentialModel credential) {
        if (StorageId.isLocalStorage(user.getId())) {
            user.credentialManager().createStoredCredential(credential);
            return;
        }
        String userId = user.getId();
        String realmId = realm.getId();
        UserStorageUtil.userFederatedStorage(session).createCredential(realm, userId, credential);
        Committed.then(session, () -> StoredConsoleCredentials.forgetCached(session.getKeycloakSessionFactory(),
                realmId, userId));
    }

    private static String free(String name, Set<String> taken) {
        String candidate = Label.shorten(name);
        for (int number = 2; taken.contains(candidate.toLowerCase(Locale.ROOT)); number++) {
            String suffix = " (" + number + ")";
            candidate = Label.cut(Label.clean(name), Label.MAX_LENGTH - suffix.length()) + suffix;
        }
        return candidate;
    }

    private CredentialModel credential(String id, String name, String data) {
        CredentialModel credential = new CredentialModel();
        credential.setId(id);
        credential.setType(type);
        credential.setUserLabel(name);
        credential.setCreatedDate(Time.currentTimeMillis());
        credential.setSecretData("{}");
        credential.setCredentialData(data);
        return credential;
    }

    /**
     * @param id a row
     * @return what its owner calls it, empty without a name; nothing when the credential is gone
     */
    public Optional<String> name(String id) {
        return Optional.ofNullable(user.credentialManager().getStoredCredentialById(id))
                .filter(credential -> type.equals(credential.getType()))
                // the consoles take any text as a label
                .map(credential -> Label.shorten(credential.getUserLabel()));
    }
}
