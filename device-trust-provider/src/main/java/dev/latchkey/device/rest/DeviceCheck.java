package dev.latchkey.device.rest;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.net.TooManyRequests;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.DeviceRecognition;
import dev.latchkey.device.session.NativeDevice;
import dev.latchkey.device.session.Signals;
import dev.latchkey.device.session.TrustStep;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.util.DPoPUtil;

/** Answers an app that asks whether a device is still trusted. */
final class DeviceCheck {

    private final KeycloakSession session;
    private final RealmModel realm;

    DeviceCheck(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    Response answer(Optional<RotatingSecret> presented, String clientId) {
        return ClientRate.take(session, realm, Limit.DEVICE_CHECK_IP_MINUTE).fold(
                admitted -> checked(presented, clientId),
                refused -> TooManyRequests.answer(Response.ok(Map.of("error", "too_many_requests")).build(),
                        "device-check", refused.retryAfterSeconds()));
    }

    private Response checked(Optional<RotatingSecret> presented, String clientId) {
        return Response.ok(Map.of("trusted", presented.map(secret -> trusted(secret, clientId)).orElse(false)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private boolean trusted(RotatingSecret presented, String clientId) {
        DeviceTrustProvider provider = session.getProvider(DeviceTrustProvider.class);
        UserModel user = provider.ownerOf(realm.getId(), presented.selector())
                .map(userId -> session.users().getUserById(realm, userId))
                .filter(UserModel::isEnabled).orElse(null);
        if (user == null) {
            return false;
        }
        TrustPolicy policy = TrustStep.policy(realm, realm.getBrowserFlow()).orElseGet(() -> TrustPolicy.of(null));
        return signals(presented, clientId)
                .flatMap(signals -> DeviceRecognition.of(session, realm, user, policy, signals, presented).trusted())
                .isPresent();
    }

    /** A browser's device shows the browser's signals; an app's shows its client and the DPoP key that it proves. */
    private Optional<DeviceSignals> signals(RotatingSecret presented, String clientId) {
        if (clientId == null) {
            return Optional.of(Signals.of(session));
        }
        DPoPUtil.handleDPoPHeader(session, new EventBuilder(realm, session, session.getContext().getConnection()),
                Cors.builder(), null);
        return Optional.ofNullable(realm.getClientByClientId(clientId))
                .map(client -> NativeDevice.attach(session, client, "", Optional.of(presented)).signals());
    }
}
