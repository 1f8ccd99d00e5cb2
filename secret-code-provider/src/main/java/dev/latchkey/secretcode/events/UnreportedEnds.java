package dev.latchkey.secretcode.events;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import dev.latchkey.common.event.DirectoryPasswordChanged;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.secretcode.ProviderLogoutKey;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.SecretCodeProvider.CodeId;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import dev.latchkey.signin.logout.BrokerLogout;
import dev.latchkey.signin.logout.EverySessionEnded;
import org.keycloak.models.ClientModel.ClientRemovedEvent;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Ends codes where Keycloak emits no event of its event log: a logout by the identity provider of the sign-in that gave
 * the code, whose session may be over, the end of all sessions of a user who has none, and the removal of a client.
 * Also where the event alone tells of a change: of a password that a directory has stored.
 */
final class UnreportedEnds {

    /** Most codes that end in the request that removes their client. No app redeems the others; the sweep ends them. */
    private static final int MOST = 100;

    private UnreportedEnds() {
    }

    static void on(ProviderEvent event) {
        if (event instanceof BrokerLogout logout) {
            String realmId = logout.realmId();
            List<String> keys = Stream.concat(
                    logout.sessionIds().stream().map(id -> ProviderLogoutKey.ofSession(realmId, id)),
                    logout.userIds().stream().map(id -> ProviderLogoutKey.ofUser(realmId, id))).toList();
            end(logout.session(), realmId, EndReason.LOGGED_OUT, (own, codes) -> codes.ofSessions(realmId, keys));
        } else if (event instanceof EverySessionEnded ended) {
            ofUser(ended.session(), ended.realmId(), ended.userId(), EndReason.LOGGED_OUT);
        } else if (event instanceof DirectoryPasswordChanged changed) {
            SignedIn.forget(changed.session(), changed.realmId(), changed.userId());
            ofUser(changed.session(), changed.realmId(), changed.userId(), EndReason.PASSWORD_CHANGED);
        } else if (event instanceof ClientRemovedEvent removed) {
            String realmId = removed.getClient().getRealm().getId();
            String clientId = removed.getClient().getId();
            end(removed.getKeycloakSession(), realmId, EndReason.REVOKED_BY_ADMIN,
                    (own, codes) -> codes.ofClient(realmId, clientId, MOST));
        }
    }

    /** A phone may have no active session among those that Keycloak logs out. */
    private static void ofUser(KeycloakSession request, String realmId, String userId, EndReason reason) {
        request.getTransactionManager().enlistAfterCompletion(new AfterRequest(request, realmId, (own, realm) -> {
            UserModel user = own.users().getUserById(realm, userId);
            if (user != null) {
                new SecretCodeEnd(own, realm, user).endAll(reason);
            }
        }));
    }

    private static void end(KeycloakSession request, String realmId, EndReason reason,
            BiFunction<KeycloakSession, SecretCodeProvider, Collection<CodeId>> which) {
        request.getTransactionManager().enlistAfterCompletion(new AfterRequest(request, realmId, (own, realm) ->
                new LinkedHashSet<>(which.apply(own, own.getProvider(SecretCodeProvider.class))).forEach(code ->
                        SecretCodeEnd.end(own, realm, code.userId(), code.id(), reason))));
    }
}
