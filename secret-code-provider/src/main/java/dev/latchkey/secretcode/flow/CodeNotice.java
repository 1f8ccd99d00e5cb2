package dev.latchkey.secretcode.flow;

import java.util.Map;

import dev.latchkey.common.mail.NoticeMail;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Tells an owner by mail what happened to an app's code: which one, where, when, and what to do. */
final class CodeNotice {

    private static final String TEMPLATE = "latchkey-secret-code.ftl";

    private final NoticeMail mail;

    CodeNotice(KeycloakSession session, RealmModel realm, UserModel user) {
        this.mail = new NoticeMail(session, realm, user);
    }

    void issued(String name) {
        mail.send(TEMPLATE, "latchkeyCodeIssuedSubject", Map.of("kind", "issued", "name", name));
    }

    void copySeen(String name) {
        mail.send(TEMPLATE, "latchkeyCodeCopySubject", Map.of("kind", "copy", "name", name));
    }
}
