package dev.latchkey.signin.events;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.guard.AccountGuard;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserModel;

/** Clears the account guard when an admin clears Keycloak's own login failures, of one user or of the realm. */
final class ClearedLoginFailures {

    private static final Pattern PATH = Pattern.compile("attack-detection/brute-force/users(?:/([^/]+))?/?");

    private ClearedLoginFailures() {
    }

    static void clear(KeycloakSession session, AdminEvent event) {
        if (event.getResourceType() != ResourceType.USER_LOGIN_FAILURE
                || event.getOperationType() != OperationType.DELETE || event.getError() != null) {
            return;
        }
        Matcher path = PATH.matcher(event.getResourcePath());
        if (path.matches()) {
            String userId = path.group(1);
            session.getTransactionManager().enlistAfterCompletion(new Clear(session.getKeycloakSessionFactory(),
                    event.getRealmId(), userId, userId == null ? null : email(session, event.getRealmId(), userId)));
        }
    }

    private static String email(KeycloakSession session, String realmId, String userId) {
        UserModel user = session.users().getUserById(session.realms().getRealm(realmId), userId);
        return user == null ? null : user.getEmail();
    }

    /** Runs when the admin's own transaction has committed and holds no connection any more. */
    private static final class Clear extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final String realmId;
        private final String userId;
        private final String email;

        Clear(KeycloakSessionFactory factory, String realmId, String userId, String email) {
            this.factory = factory;
            this.realmId = realmId;
            this.userId = userId;
            this.email = email;
        }

        @Override
        protected void commitImpl() {
            OwnTransaction.run(factory, own -> {
                AccountGuard guard = own.getProvider(AccountGuard.class);
                if (userId == null) {
                    guard.clearRealm(realmId);
                } else {
                    guard.clearAccount(realmId, userId, email);
                }
                return null;
            });
        }

        @Override
        protected void rollbackImpl() {
            // nothing was cleared in Keycloak, so nothing is cleared here
        }
    }
}
