package dev.latchkey.notification;

import java.util.Locale;

import org.keycloak.models.UserModel;
import org.keycloak.models.utils.UserModelDelegate;

/** An account that reads the language which a request was in: the request is over when its notice is written. */
final class LocalizedUser extends UserModelDelegate {

    private final Locale locale;

    LocalizedUser(UserModel user, Locale locale) {
        super(user);
        this.locale = locale;
    }

    @Override
    public String getFirstAttribute(String name) {
        return name.equals(UserModel.LOCALE) ? locale.toLanguageTag() : super.getFirstAttribute(name);
    }
}
