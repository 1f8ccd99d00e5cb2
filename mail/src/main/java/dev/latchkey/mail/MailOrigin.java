package dev.latchkey.mail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.common.net.ClientDevice;
import dev.latchkey.geoip.GeoIpLocations;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;

/** What every mail shows of the request that it is about: device, address, location and time. */
public final class MailOrigin {

    private MailOrigin() {
    }

    /**
     * @param session the session of the request
     * @param reader  who will read the mail
     * @return the template's values, to be added to; the device and the location only where they are known
     */
    public static Map<String, Object> of(KeycloakSession session, UserModel reader) {
        return of(session, session.getContext().resolveLocale(reader), ClientAddress.text(session),
                ClientDevice.name(session).orElse(""), Time.currentTimeMillis());
    }

    /**
     * The same of a request that is over.
     *
     * @param session any session
     * @param locale  the reader's language
     * @param address the client's address
     * @param device  the client's device as {@link ClientDevice} names it, empty when it is not known
     * @param at      when it was, epoch milliseconds
     * @return the template's values, to be added to
     */
    public static Map<String, Object> of(KeycloakSession session, Locale locale, String address, String device,
            long at) {
        Map<String, Object> mail = new HashMap<>();
        mail.put("ip", ClientAddress.shown(address));
        GeoIpLocations.of(session).of(address, locale).ifPresent(location -> mail.put("place", location));
        mail.put("time", MailTime.of(locale, at));
        if (!device.isEmpty()) {
            mail.put("device", device);
        }
        return mail;
    }
}
