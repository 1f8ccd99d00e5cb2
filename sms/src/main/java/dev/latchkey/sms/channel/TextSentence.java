package dev.latchkey.sms.channel;

import java.io.IOException;
import java.text.MessageFormat;
import java.util.Locale;

import dev.latchkey.otp.MessageNotComposedException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.theme.Theme;

/** Writes what a text says, in the language of its reader. */
final class TextSentence {

    private TextSentence() {
    }

    /**
     * @param session    the request's session
     * @param realm      the realm that sends
     * @param user       the reader
     * @param key        the message's key
     * @param parameters its parameters
     * @return the sentence
     * @throws MessageNotComposedException if the theme cannot be read, or its message is missing or broken
     */
    static String of(KeycloakSession session, RealmModel realm, UserModel user, String key, Object... parameters)
            throws MessageNotComposedException {
        Locale locale = session.getContext().resolveLocale(user);
        try {
            String pattern = session.theme().getTheme(Theme.Type.EMAIL).getEnhancedMessages(realm, locale)
                    .getProperty(key);
            return filled(pattern, locale, parameters);
        } catch (IOException e) {
            throw new MessageNotComposedException(e);
        }
    }

    /** A theme or a realm's own texts may hold anything. */
    static String filled(String pattern, Locale locale, Object... parameters) throws MessageNotComposedException {
        try {
            return new MessageFormat(pattern, locale).format(parameters);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new MessageNotComposedException(e);
        }
    }
}
