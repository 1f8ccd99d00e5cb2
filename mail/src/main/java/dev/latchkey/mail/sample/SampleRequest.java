package dev.latchkey.mail.sample;

import java.util.Locale;
import java.util.Map;

import dev.latchkey.mail.MailOrigin;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * What a sample mail is written for.
 *
 * @param session the request's session
 * @param realm   the realm that would send it
 * @param locale  the reader's language
 */
public record SampleRequest(KeycloakSession session, RealmModel realm, Locale locale) {

    /** Name of the client in sample mails. */
    public static final String CLIENT = "demo-app";
    /** Name of the device in sample mails. */
    public static final String DEVICE = "Firefox on Windows";
    /** An address that no client has (RFC 5737). */
    private static final String ADDRESS = "203.0.113.7";
    private static final String LOCATION = "Berlin";

    /** @return the values of the request that the mail is about, to be added to; the location is always there */
    public Map<String, Object> origin() {
        Map<String, Object> origin = MailOrigin.of(session, locale, ADDRESS, DEVICE, Time.currentTimeMillis());
        origin.put("place", LOCATION);
        return origin;
    }
}
