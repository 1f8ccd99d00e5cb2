package dev.latchkey.device.flow;

import java.util.Map;

import dev.latchkey.common.mail.NoticeMail;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Tells an owner by mail what happened to a device: which one, where, when, and what to do. */
final class DeviceNotice {

    private static final String TEMPLATE = "latchkey-device.ftl";

    private final NoticeMail mail;

    DeviceNotice(KeycloakSession session, RealmModel realm, UserModel user) {
        this.mail = new NoticeMail(session, realm, user);
    }

    void trusted(String name) {
        mail.send(TEMPLATE, "latchkeyDeviceTrustedSubject", Map.of("kind", "trusted", "name", name));
    }

    void copySeen(String name) {
        mail.send(TEMPLATE, "latchkeyDeviceCopySubject", Map.of("kind", "copy", "name", name));
    }
}
