package dev.latchkey.device.events;

import dev.latchkey.common.event.AccountDisabled;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.tx.AfterRequest;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.credential.DeviceEnd;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderEvent;

/** Ends trust in the devices of a disabled account: it stays ended when the account is enabled again. */
final class DisabledOwners {

    private DisabledOwners() {
    }

    static void on(ProviderEvent event) {
        if (event instanceof AccountDisabled disabled) {
            disabled.session().getTransactionManager().enlistAfterCompletion(new AfterRequest(disabled.session(),
                    disabled.realmId(), (own, realm) -> end(own, realm, disabled.userId())));
        }
    }

    private static void end(KeycloakSession own, RealmModel realm, String userId) {
        UserModel owner = own.users().getUserById(realm, userId);
        if (owner != null) {
            DeviceEnd end = new DeviceEnd(own, realm, owner);
            own.getProvider(DeviceTrustProvider.class).held(realm.getId(), userId)
                    .forEach(device -> end.end(device, EndReason.USER_DISABLED));
        }
    }
}
