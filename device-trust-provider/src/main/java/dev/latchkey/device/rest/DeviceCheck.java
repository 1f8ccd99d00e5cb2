package dev.latchkey.device.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.limit.ClientRate;
import dev.latchkey.common.limit.RateVerdict;
import dev.latchkey.common.net.TooManyRequests;
import dev.latchkey.common.rotating.RotatingSecret;
import dev.latchkey.common.settings.Limit;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.Recognition;
import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.flow.DeviceOwners;
import dev.latchkey.device.flow.Signals;
import dev.latchkey.device.flow.TrustStep;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Answers an app that asks whether a device is still trusted. */
final class DeviceCheck {

    private final KeycloakSession session;
    private final RealmModel realm;

    DeviceCheck(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    Response answer(Optional<RotatingSecret> presented) {
        RateVerdict rate = ClientRate.take(session, realm, Limit.DEVICE_CHECK_IP_MINUTE);
        if (rate instanceof RateVerdict.Refused refused) {
            return TooManyRequests.answer(Response.ok(Map.of("error", "too_many_requests")).build(), "device-check",
                    refused.retryAfterSeconds());
        }
        return Response.ok(Map.of("trusted", presented.map(this::trusted).orElse(false)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }

    private boolean trusted(RotatingSecret presented) {
        DeviceTrustProvider provider = session.getProvider(DeviceTrustProvider.class);
        UserModel user = provider.ownerOf(realm.getId(), presented.selector())
                .map(userId -> session.users().getUserById(realm, userId))
                .filter(UserModel::isEnabled).orElse(null);
        if (user == null) {
            return false;
        }
        TrustPolicy policy = TrustStep.policy(realm, realm.getBrowserFlow()).orElseGet(() -> TrustPolicy.of(null));
        return provider.recognise(realm, DeviceOwners.of(realm, user, policy), Signals.of(session), presented)
                instanceof Recognition.Trusted;
    }
}
