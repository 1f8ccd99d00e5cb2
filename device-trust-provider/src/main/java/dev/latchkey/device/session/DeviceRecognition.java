package dev.latchkey.device.session;

import dev.latchkey.common.account.FreshUser;
import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.RecognitionResult;
import dev.latchkey.device.TrustPolicy;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Verifies a device's secret against the state of its owner in Keycloak. Writes nothing. */
public final class DeviceRecognition {

    private DeviceRecognition() {
    }

    /**
     * @param session   the request's session
     * @param realm     the realm
     * @param user      the user who signs in
     * @param policy    names the attribute that changes with a federated account's password
     * @param signals   what the request shows of the device
     * @param presented the secret
     * @return the result; it reports ended trust only after reading the database, since a node's cache may lag
     */
    public static RecognitionResult of(KeycloakSession session, RealmModel realm, UserModel user, TrustPolicy policy,
            DeviceSignals signals, RotatingSecret presented) {
        DeviceTrustProvider provider = session.getProvider(DeviceTrustProvider.class);
        return provider.recognise(realm, DeviceOwners.of(realm, user, policy), signals, presented).fold(
                trusted -> trusted,
                unknown -> unknown,
                ended -> {
                    UserModel fresh = FreshUser.of(session, realm, user);
                    return fresh == null
                            ? new RecognitionResult.Unknown()
                            : provider.recognise(realm, DeviceOwners.of(realm, fresh, policy), signals, presented);
                },
                copied -> copied);
    }
}
