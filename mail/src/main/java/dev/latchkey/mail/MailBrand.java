package dev.latchkey.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/**
 * The looks of a realm's mails: a logo and a colour, from two realm attributes. What is not valid is ignored, so that
 * no attribute breaks a mail or gets anything else into it.
 */
final class MailBrand {

    /** The realm attribute with the https address of the logo. */
    static final String LOGO_URL = "latchkey.mail.logo-url";
    /** The realm attribute with the colour. */
    static final String BRAND_COLOR = "latchkey.mail.brand-color";

    private static final Logger LOG = Logger.getLogger(MailBrand.class);
    private static final int MAX_URL = 2_000;
    /** The background of the card in dark mode, as the template has it. */
    private static final HexColor DARK_CARD = new HexColor(0x21, 0x24, 0x27);
    /** What WCAG asks of a control's shape against its background. */
    private static final double SHAPE_CONTRAST = 3;

    private MailBrand() {
    }

    /**
     * @param realm the realm
     * @return the template's values: {@code logo}; {@code color} and {@code onColor}, the text on it; the same two for
     *         dark mode, {@code darkColor} and {@code onDarkColor}. Each only where the realm has a valid one
     */
    static Map<String, Object> of(RealmModel realm) {
        Map<String, Object> values = new HashMap<>();
        read(realm, LOGO_URL).ifPresent(text -> logo(text).ifPresentOrElse(logo -> values.put("logo", logo),
                () -> ignored(realm, LOGO_URL, "an https URL")));
        read(realm, BRAND_COLOR).ifPresent(text -> HexColor.parse(text).ifPresentOrElse(color -> paint(values, color),
                () -> ignored(realm, BRAND_COLOR, "a colour as #rrggbb")));
        return values;
    }

    /**
     * @param text what is configured
     * @return the address; empty unless it is an absolute https URL of a host, without user or password, in ASCII
     */
    static Optional<String> logo(String text) {
        try {
            URI uri = new URI(text);
            boolean fits = text.length() <= MAX_URL && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                    && text.indexOf('\'') < 0
                    && "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null;
            return fits ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static void paint(Map<String, Object> values, HexColor color) {
        HexColor dark = color.lightenedOn(DARK_CARD, SHAPE_CONTRAST);
        values.put("color", color.css());
        values.put("onColor", color.readable().css());
        values.put("darkColor", dark.css());
        values.put("onDarkColor", dark.readable().css());
    }

    private static Optional<String> read(RealmModel realm, String attribute) {
        return Optional.ofNullable(realm.getAttribute(attribute)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The value stays out of the log: it is untrusted text. */
    private static void ignored(RealmModel realm, String attribute, String expected) {
        LOG.warnf("Realm %s: attribute %s is ignored: it is not %s", realm.getName(), attribute, expected);
    }
}
