package dev.latchkey.secretcode.credential;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.common.notification.Notification;
import dev.latchkey.common.notification.NotificationKind;
import dev.latchkey.common.notification.Notifications;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.credential.SettledEvents;
import dev.latchkey.credential.console.StoredConsoleCredentials;
import dev.latchkey.secretcode.ActiveSecretCode;
import dev.latchkey.secretcode.SecretCodePolicy;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.events.SecretCodeEvents;
import dev.latchkey.secretcode.redemption.SecretCodeClients;
import dev.latchkey.secretcode.redemption.SecretCodeOwners;
import dev.latchkey.secretcode.session.OpenedSessions;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Ends a code: ends its row and the sessions that it has opened, removes its credential, emits an event and, on a
 * replay, notifies the owner. Takes effect once for concurrent requests, and independently of the result of the
 * request.
 */
public final class SecretCodeEnd {

    private static final Logger LOG = Logger.getLogger(SecretCodeEnd.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;

    /**
     * @param session the session to work in
     * @param realm   the realm
     * @param user    the owner
     */
    public SecretCodeEnd(KeycloakSession session, RealmModel realm, UserModel user) {
        this.session = session;
        this.realm = realm;
        this.user = user;
    }

    /**
     * Ends a code.
     *
     * @param codeId the code
     * @param reason why
     * @return whether it was usable until now
     */
    public boolean end(String codeId, EndReason reason) {
        String name = reason == EndReason.COPY_SEEN
                ? SecretCodeCredentialProviderFactory.credentials(user).name(codeId).orElse("")
                : "";
        if (!end(session, realm, user.getId(), codeId, reason)) {
            return false;
        }
        if (reason == EndReason.COPY_SEEN) {
            Notifications.of(session).send(realm, user, Notification.of(NotificationKind.CODE_COPIED, name));
        }
        return true;
    }

    /**
     * Ends a code whose owner may no longer exist.
     *
     * @param session the session to work in
     * @param realm   the realm
     * @param userId  the owner
     * @param codeId  the code
     * @param reason  why
     * @return whether it was usable until now
     */
    public static boolean end(KeycloakSession session, RealmModel realm, String userId, String codeId,
            EndReason reason) {
        return end(session, realm, userId, Map.of(codeId, reason)) == 1;
    }

    /** Ends the codes first, in a transaction of its own: even if the rest fails, no app can sign in with them. */
    private static int end(KeycloakSession session, RealmModel realm, String userId,
            Map<String, EndReason> codes) {
        if (codes.isEmpty()) {
            return 0;
        }
        List<String> ended = OwnTransaction.run(session, own -> {
            SecretCodeProvider provider = own.getProvider(SecretCodeProvider.class);
            return codes.entrySet().stream()
                    .filter(code -> provider.end(realm.getId(), userId, code.getKey(), code.getValue()))
                    .map(Map.Entry::getKey).toList();
        });
        settleOrLeave(session.getKeycloakSessionFactory(), realm.getId(), userId, ended);
        if (!ended.isEmpty()) {
            SettledEvents.emit(session, realm.getId(), (own, ownRealm) -> ended.forEach(code ->
                    SecretCodeEvents.ended(own, ownRealm, userId, code, codes.get(code))));
            ended.forEach(code -> Meters.count(Meter.SECRET_CODES_ENDED, realm.getName(), codes.get(code)));
        }
        return ended.size();
    }

    /**
     * Ends the sessions that codes have opened, and removes their credentials. If that fails, the purge retries it.
     *
     * @param factory Keycloak's session factory
     * @param realmId the realm
     * @param userId  the owner
     * @param ended   codes that have ended
     */
    public static void settleOrLeave(KeycloakSessionFactory factory, String realmId, String userId,
            List<String> ended) {
        if (ended.isEmpty()) {
            return;
        }
        try {
            settle(factory, realmId, userId, ended);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Sessions of secret codes of user %s could not be ended; the purge tries again", userId);
        }
        ended.forEach(code -> StoredConsoleCredentials.removeEnded(factory, realmId, userId, code));
    }

    /** Works in a transaction of its own, which ends the sessions and deletes their list together. */
    static boolean settle(KeycloakSessionFactory factory, String realmId, String userId, List<String> ended) {
        return OwnTransaction.inRealm(factory, realmId, (own, realm) -> {
            SecretCodeProvider codes = own.getProvider(SecretCodeProvider.class);
            OpenedSessions opened = new OpenedSessions(own, realm);
            codes.sessions(realmId, ended).forEach(opened::end);
            codes.forgetSessions(realmId, ended);
            return true;
        }).isPresent();
    }

    /**
     * Ends all codes of the user.
     *
     * @param reason why
     */
    public void endAll(EndReason reason) {
        endEach(held(), code -> Optional.of(reason));
    }

    /**
     * Ends all codes that were issued to one app of the user.
     *
     * @param clientId the id of the app's client
     * @param reason   why
     */
    public void endAll(String clientId, EndReason reason) {
        endEach(held(), code -> Optional.of(reason).filter(any -> code.clientId().equals(clientId)));
    }

    /**
     * Ends all codes of the user but those that were issued in one session or have opened it.
     *
     * @param sessionId the session; null for none
     * @param reason    why
     */
    public void endAllBut(String sessionId, EndReason reason) {
        Set<String> kept = sessionId == null
                ? Set.of()
                : session.getProvider(SecretCodeProvider.class).ofSession(realm.getId(), sessionId).stream()
                        .map(SecretCodeProvider.CodeId::id).collect(Collectors.toSet());
        endEach(held(), code -> Optional.of(reason).filter(any -> !kept.contains(code.id())));
    }

    /** Ends the codes whose lifetime is over, or whose owner's account has changed in a way that ends them. */
    public void endOver() {
        List<ActiveSecretCode> held = held();
        UserModel owner = held.isEmpty() ? null : FreshUser.of(session, realm, user);
        if (owner != null) {
            endEach(held, code -> over(code, owner));
        }
    }

    private void endEach(List<ActiveSecretCode> held, Function<ActiveSecretCode, Optional<EndReason>> why) {
        Map<String, EndReason> codes = new LinkedHashMap<>();
        held.forEach(code -> why.apply(code).ifPresent(reason -> codes.put(code.id(), reason)));
        end(session, realm, user.getId(), codes);
    }

    private Optional<EndReason> over(ActiveSecretCode code, UserModel owner) {
        ClientModel client = realm.getClientById(code.clientId());
        if (client == null) {
            return Optional.of(EndReason.REVOKED_BY_ADMIN);
        }
        // a client that may have no codes any more redeems none, but what they have opened goes on
        String attribute = SecretCodeClients.policy(client).map(SecretCodePolicy::passwordAttribute)
                .orElseGet(() -> code.tie().password().named() ? code.tie().password().source() : "");
        return code.over(SecretCodeOwners.of(session, realm, client, owner, attribute), Time.currentTimeMillis());
    }

    private List<ActiveSecretCode> held() {
        return session.getProvider(SecretCodeProvider.class).held(realm.getId(), user.getId());
    }
}
