package dev.latchkey.device.rest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.common.net.Label;
import dev.latchkey.credential.admin.UserCredentials;
import dev.latchkey.credential.console.CurrentNames;
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
public final class UserDevices implements UserCredentials<DeviceView> {

    private static final String NOT_FOUND = "Device not found";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final CurrentNames names;

    /**
     * @param session the request's session
     * @param user    the owner
     */
    public UserDevices(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.names = new CurrentNames(session, realm, user, DeviceCredentialProviderFactory.TYPE);
    }

    @Override
    public List<DeviceView> list() {
        return rows().map(this::view).flatMap(Optional::stream).toList();
    }

    private Stream<TrustedDevice> rows() {
        return session.getProvider(DeviceTrustProvider.class).list(realm.getId(), user.getId()).stream();
    }

    private Optional<DeviceView> view(TrustedDevice device) {
        return names.of(device.id()).map(name -> DeviceView.of(device, name.isEmpty() ? device.name() : name));
    }

    @Override
    public DeviceView get(String id) {
        return list().stream().filter(device -> device.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException(NOT_FOUND));
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

    /** Asks the rows alone, which decide: no credential is needed to end one. */
    @Override
    public void end(String id, EndReason reason) {
        if (rows().noneMatch(device -> device.id().equals(id))) {
            throw new NotFoundException(NOT_FOUND);
        }
        new DeviceEnd(session, realm, user).end(id, reason);
    }

    /** As {@link #end}. */
    @Override
    public void endAll(EndReason reason) {
        DeviceEnd ends = new DeviceEnd(session, realm, user);
        rows().forEach(device -> ends.end(device.id(), reason));
    }
}
