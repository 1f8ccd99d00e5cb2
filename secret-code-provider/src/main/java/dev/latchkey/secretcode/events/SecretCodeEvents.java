package dev.latchkey.secretcode.events;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.meter.Meter;
import dev.latchkey.common.meter.Meters;
import dev.latchkey.secretcode.PresentedSecretCode;
import dev.latchkey.secretcode.SecretCodeEndReason;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Keycloak's events about codes: about the credential that stands for each, since they have no type of their own. */
public final class SecretCodeEvents {

    private SecretCodeEvents() {
    }

    public static void issued(KeycloakSession session, RealmModel realm, UserModel user, ClientModel client,
            String codeId) {
        Audit.of(AuditStep.SECRET_CODE_ISSUED).secretCode(codeId)
                .on(about(session, realm, user.getId(), EventType.UPDATE_CREDENTIAL).client(client)).success();
        Meters.count(Meter.SECRET_CODES_ISSUED, realm.getName());
    }

    public static void caughtUp(KeycloakSession session, RealmModel realm, PresentedSecretCode code) {
        Audit.of(AuditStep.SECRET_CODE_CAUGHT_UP).secretCode(code.id())
                .on(about(session, realm, code.userId(), EventType.UPDATE_CREDENTIAL)).success();
    }

    public static void ended(KeycloakSession session, RealmModel realm, String userId, String codeId,
            SecretCodeEndReason reason) {
        Audit.of(AuditStep.SECRET_CODE_ENDED).reason(reason).secretCode(codeId)
                .on(about(session, realm, userId, EventType.REMOVE_CREDENTIAL)).success();
    }

    private static EventBuilder about(KeycloakSession session, RealmModel realm, String userId, EventType type) {
        EventBuilder event = new EventBuilder(realm, session);
        // Keycloak disables an account in a thread of its own, without a client
        if (session.getContext().getConnection() != null) {
            event.ipAddress(session.getContext().getConnection().getRemoteHost());
        }
        return event.event(type).user(userId).detail(Details.CREDENTIAL_TYPE, SecretCodeCredentialProviderFactory.TYPE);
    }
}
