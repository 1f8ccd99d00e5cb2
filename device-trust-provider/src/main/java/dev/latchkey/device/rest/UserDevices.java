package dev.latchkey.device.rest;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.credential.ConsoleCredentials;
import dev.latchkey.common.credential.Label;
import dev.latchkey.common.event.EndReason;
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

    /**
     * @param session the request's session
     * @param user    the owner
     */
    public UserDevices(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.credentials = DeviceCredentialProviderFactory.credentials(user);
    }

    /** @return the user's devices; only those that have a credential, since no other device is trusted */
    public List<DeviceView> list() {
        return session.getProvider(DeviceTrustProvider.class).list(realm.getId(), user.getId()).stream()
                .map(this::view).flatMap(Optional::stream).toList();
    }

    private Optional<DeviceView> view(TrustedDevice device) {
        return credentials.name(device.id()).map(name -> DeviceView.of(device, name.isEmpty() ? device.name() : name));
    }

    /**
     * @param id a device
     * @return the device
     * @throws NotFoundException if it is not one of the user's
     */
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

    /**
     * Ends trust in a device.
     *
     * @param id     a device
     * @param reason why
     * @throws NotFoundException if it is not one of the user's
     */
    public void end(String id, EndReason reason) {
        get(id);
        new DeviceEnd(session, realm, user).end(id, reason);
    }

    /**
     * Ends trust in all devices of the user.
     *
     * @param reason why
     */
    public void endAll(EndReason reason) {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        list().forEach(device -> ends.end(device.id(), reason));
    }
}
