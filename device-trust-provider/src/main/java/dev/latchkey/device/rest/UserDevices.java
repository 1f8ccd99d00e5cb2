package dev.latchkey.device.rest;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.credential.ConsoleCredentials;
import dev.latchkey.common.credential.Label;
import dev.latchkey.device.DeviceEndReason;
import dev.latchkey.device.DeviceTrustProvider;
import dev.latchkey.device.TrustedDevice;
import dev.latchkey.device.credential.DeviceCredentialProviderFactory;
import dev.latchkey.device.credential.DeviceEnd;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.NotFoundException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The devices of one user, as both REST resources serve them. */
public final class UserDevices {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final ConsoleCredentials credentials;

    public UserDevices(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.credentials = DeviceCredentialProviderFactory.credentials(user);
    }

    /** Only devices whose credential stands are trusted, and so only they are listed. */
    public List<DeviceView> list() {
        return session.getProvider(DeviceTrustProvider.class).list(realm.getId(), user.getId()).stream()
                .map(this::view).flatMap(Optional::stream).toList();
    }

    private Optional<DeviceView> view(TrustedDevice device) {
        return credentials.name(device.id()).map(name -> DeviceView.of(device, name.isEmpty() ? device.name() : name));
    }

    public DeviceView get(String id) {
        return list().stream().filter(device -> device.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException("Device not found"));
    }

    DeviceView rename(String id, String name) {
        get(id);
        String clean = Label.clean(name);
        if (clean.isEmpty() || !clean.equals(Label.shorten(clean))) {
            throw new BadRequestException("A name has 1 to " + Label.MAX_LENGTH + " characters");
        }
        try {
            user.credentialManager().updateCredentialLabel(id, clean);
        } catch (ModelDuplicateException e) {
            throw new BadRequestException("Another device has this name");
        }
        return get(id);
    }

    public void end(String id, DeviceEndReason reason) {
        get(id);
        new DeviceEnd(session, realm, user).end(id, reason);
    }

    public void endAll(DeviceEndReason reason) {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        list().forEach(device -> ends.end(device.id(), reason));
    }
}
