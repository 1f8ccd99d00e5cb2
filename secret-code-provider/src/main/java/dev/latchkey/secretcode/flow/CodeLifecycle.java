package dev.latchkey.secretcode.flow;

import java.util.List;
import java.util.function.Predicate;

import dev.latchkey.common.purge.Purge;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProvider.CodeId;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Keeps row, credential and sessions of codes together that nobody presents any more: a code whose time is over ends
 * with its credential and sessions, a code ends whose credential is gone, and a credential goes that stands for no
 * code, as after the import of a realm.
 */
final class CodeLifecycle implements Purge {

    private static final Logger LOG = Logger.getLogger(CodeLifecycle.class);

    private final KeycloakSession session;

    CodeLifecycle(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public int expired(long nowMillis) {
        return forEach(codes().overdue(nowMillis, BATCH), code -> {
            boolean expired = codes().held(code.realmId(), code.userId()).stream()
                    .filter(held -> held.id().equals(code.id()))
                    .anyMatch(held -> held.term().expiresAt() <= nowMillis);
            return end(code, expired ? EndReason.EXPIRED : EndReason.IDLE);
        });
    }

    @Override
    public int orphans() {
        int ended = forEach(codes().withoutCredential(BATCH), code -> end(code, EndReason.HANDLE_DELETED));
        return ended + forEach(codes().credentialsWithoutCode(CodeCredentialProviderFactory.TYPE, BATCH),
                this::removeCredential);
    }

    /** One that fails must not keep the others; it is tried again with the next run. */
    private static int forEach(List<CodeId> codes, Predicate<CodeId> work) {
        int done = 0;
        for (CodeId code : codes) {
            try {
                done += work.test(code) ? 1 : 0;
            } catch (RuntimeException e) {
                LOG.errorf(e, "Secret code %s of user %s could not be cleared away", code.id(), code.userId());
            }
        }
        return done;
    }

    private boolean end(CodeId code, EndReason reason) {
        RealmModel realm = realm(code);
        UserModel user = realm == null ? null : session.users().getUserById(realm, code.userId());
        return user != null && new CodeEnd(session, realm, user).end(code.id(), reason);
    }

    private boolean removeCredential(CodeId code) {
        RealmModel realm = realm(code);
        UserModel user = realm == null ? null : session.users().getUserById(realm, code.userId());
        UserModel fresh = user == null ? null : CodeOwners.fresh(session, realm, user);
        return fresh != null && fresh.credentialManager().removeStoredCredentialById(code.id());
    }

    private RealmModel realm(CodeId code) {
        RealmModel realm = session.realms().getRealm(code.realmId());
        session.getContext().setRealm(realm);
        return realm;
    }

    private SecretCodeProvider codes() {
        return session.getProvider(SecretCodeProvider.class);
    }

    @Override
    public void userRemoved(String realmId, String userId) {
        // the rows go by themselves, and Keycloak removes credentials and sessions
    }

    @Override
    public void realmRemoved(String realmId) {
        // likewise
    }

    @Override
    public void close() {
    }
}
