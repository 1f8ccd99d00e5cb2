package dev.latchkey.secretcode.events;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Emits Keycloak events about codes. Codes have no event type of their own: each event is about their credential. */
public final class SecretCodeEvents {

    private SecretCodeEvents() {
    }

    /**
     * A code was issued.
     *
     * @param session the request's session
     * @param realm   the realm
     * @param user    the owner
     * @param client  the app's client
     * @param codeId  the code
     */
    public static void issued(KeycloakSession session, RealmModel realm, UserModel user, ClientModel client,
            String codeId) {
        Audit.of(AuditStep.SECRET_CODE_ISSUED).secretCode(codeId)
                .on(about(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL).client(client)).success();
        Meters.count(Meter.SECRET_CODES_ISSUED, realm.getName());
    }

    /**
     * Emits the event {@code SECRET_CODE_CAUGHT_UP}.
     *
     * @param session the session to work in
     * @param realm   the realm
     * @param code    the code
     */
    public static void caughtUp(KeycloakSession session, RealmModel realm, PresentedSecretCode code) {
        Audit.of(AuditStep.SECRET_CODE_CAUGHT_UP).secretCode(code.id())
                .on(about(session, realm, code.userId(), EventType.UPDATE_CREDENTIAL)).success();
    }

    /**
     * A code has ended.
     *
     * @param session the session to work in
     * @param realm   the realm
     * @param userId  the owner
     * @param codeId  the code
     * @param reason  why
     */
    public static void ended(KeycloakSession session, RealmModel realm, String userId, String codeId,
            EndReason reason) {
        Audit.of(AuditStep.SECRET_CODE_ENDED).reason(reason).secretCode(codeId)
                .on(about(session, realm, userId, EventType.REMOVE_CREDENTIAL)).success();
    }

    private static EventBuilder about(KeycloakSession session, RealmModel realm, String userId, EventType type) {
        EventBuilder event = new EventBuilder(realm, session);
        // a purge has no client connection
        if (session.getContext().getConnection() != null) {
            event.ipAddress(session.getContext().getConnection().getRemoteHost());
        }
        return event.event(type).user(userId).detail(Details.CREDENTIAL_TYPE, SecretCodeCredentialProviderFactory.TYPE);
    }
}
