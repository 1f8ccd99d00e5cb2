package dev.latchkey.device.rest;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.credential.RotatingSecret;
import dev.latchkey.device.DeviceSignals;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.DeviceRecognition;
import dev.latchkey.device.session.NativeDevice;
import dev.latchkey.device.session.Signals;
import dev.latchkey.device.session.TrustStep;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.rest.TooManyRequests;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
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

    /** Reads the request before the device is looked up: what is wrong with it must not tell which devices exist. */
    private boolean trusted(RotatingSecret presented, String clientId) {
        return signals(presented, clientId).filter(signals -> trusted(presented, signals)).isPresent();
    }

    private boolean trusted(RotatingSecret presented, DeviceSignals signals) {
        DeviceTrustProvider provider = session.getProvider(DeviceTrustProvider.class);
        UserModel user = provider.ownerOf(realm.getId(), presented.selector())
                .map(userId -> session.users().getUserById(realm, userId))
                .filter(UserModel::isEnabled).orElse(null);
        if (user == null) {
            return false;
        }
        TrustPolicy policy = TrustStep.policy(realm, realm.getBrowserFlow()).orElseGet(() -> TrustPolicy.of(null));
        return DeviceRecognition.of(session, realm, user, policy, signals, presented).trusted().isPresent();
    }

    /**
     * A browser's device shows the browser's signals; an app's shows its client and the DPoP key that it proves. Empty
     * where there is no such client, or where the proof is not valid.
     */
    private Optional<DeviceSignals> signals(RotatingSecret presented, String clientId) {
        if (clientId == null) {
            return Optional.of(Signals.of(session));
        }
        return Optional.ofNullable(realm.getClientByClientId(clientId))
                .filter(client -> hasNoInvalidProof())
                .map(client -> NativeDevice.attach(session, client, "", Optional.of(presented)).signals());
    }

    private boolean hasNoInvalidProof() {
        // Keycloak writes the refusal into the event, which must have a type
        EventBuilder event = new EventBuilder(realm, session, session.getContext().getConnection())
                .event(EventType.INTROSPECT_TOKEN);
        try {
            DPoPUtil.handleDPoPHeader(session, event, Cors.builder(), null);
            return true;
        } catch (WebApplicationException e) {
            return false;
        }
    }
}
