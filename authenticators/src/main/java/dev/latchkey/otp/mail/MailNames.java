package dev.latchkey.otp.mail;

import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;

/** Display names of a client and a realm in mails, each without line breaks: the text part prints them unescaped. */
public final class MailNames {

    private MailNames() {
    }

    /**
     * Returns the client's name, or its client id when the name is blank or a message key such as
     * {@code ${client_account}}, which a mail cannot resolve.
     */
    public static String client(ClientModel client) {
        String name = client.getName();
        return oneLine(name == null || name.isBlank() || name.startsWith("${") ? client.getClientId() : name);
    }

    /**
     * @param realm a realm
     * @return its display name, or its name
     */
    public static String realm(RealmModel realm) {
        return oneLine(realm.getDisplayName() == null || realm.getDisplayName().isBlank()
                ? realm.getName()
                : realm.getDisplayName());
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ");
    }
}
