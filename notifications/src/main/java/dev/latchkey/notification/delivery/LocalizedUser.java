package dev.latchkey.notification.delivery;

import java.util.Locale;

import org.keycloak.models.UserModel;
import org.keycloak.models.utils.UserModelDelegate;

/** A user whose locale is that of the request: the request is over when its notification is written. */
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
