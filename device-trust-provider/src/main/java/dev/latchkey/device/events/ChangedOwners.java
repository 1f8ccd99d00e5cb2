package dev.latchkey.device.events;

import dev.latchkey.common.event.AccountDisabled;
import dev.latchkey.common.event.DirectoryPasswordChanged;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.credential.DeviceEnd;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/**
 * Ends trust in the devices of an account of whose change nothing would tell at the next use: one that was disabled,
 * and may be enabled again by then, and one whose directory has stored another password.
 */
final class ChangedOwners {

    private ChangedOwners() {
    }

    static void on(ProviderEvent event) {
        if (event instanceof AccountDisabled disabled) {
            end(disabled.session(), disabled.realmId(), disabled.userId(), EndReason.USER_DISABLED);
        } else if (event instanceof DirectoryPasswordChanged changed) {
            end(changed.session(), changed.realmId(), changed.userId(), EndReason.PASSWORD_CHANGED);
        }
    }

    private static void end(KeycloakSession request, String realmId, String userId, EndReason reason) {
        request.getTransactionManager().enlistAfterCompletion(new AfterRequest(request, realmId,
                (own, realm) -> end(own, realm, userId, reason)));
    }

    private static void end(KeycloakSession own, RealmModel realm, String userId, EndReason reason) {
        UserModel owner = own.users().getUserById(realm, userId);
        if (owner != null) {
            DeviceEnd end = new DeviceEnd(own, realm, owner);
            own.getProvider(DeviceTrustProvider.class).held(realm.getId(), userId)
                    .forEach(device -> end.end(device, reason));
        }
    }
}
