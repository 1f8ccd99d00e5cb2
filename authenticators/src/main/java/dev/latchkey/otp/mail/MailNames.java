package dev.latchkey.otp.mail;

import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** What mails call an application and a realm, on one line each: the text part prints it as it is. */
final class MailNames {

    private MailNames() {
    }

    /** A name such as {@code ${client_account}} is a key of Keycloak's own messages, which a mail cannot resolve. */
    static String client(ClientModel client) {
        String name = client.getName();
        return oneLine(name == null || name.isBlank() || name.startsWith("${") ? client.getClientId() : name);
    }

    static String realm(RealmModel realm) {
        return oneLine(realm.getDisplayName() == null || realm.getDisplayName().isBlank()
                ? realm.getName()
                : realm.getDisplayName());
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
    }
}
