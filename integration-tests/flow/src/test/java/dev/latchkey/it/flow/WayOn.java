package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;

/** Whether a page leads its user on, scripts being off: by a form, by a link, or by words that say what to do. */
final class WayOn {

    /** What pages without a link tell their user to do. */
    private static final List<String> ADVICE = List.of("contact your administrator", "ask your administrator",
            "try again in ", "start again.", "sign in with the new one.", "open the application again");

    private WayOn() {
    }

    /** Every page but an error of Keycloak's own, whose texts are Keycloak's. */
    static void assertIn(Tab tab) {
        assertTrue(isAtApplication(tab) || hasFormOrLink(tab) || saysWhatToDo(tab),
                () -> "A dead end at " + tab.location() + ":\n" + tab.text());
    }

    /** For each page that any test visits; after the number of another browser was typed, that browser goes on. */
    static void assertInPageOfLatchkey(Tab tab) {
        assertTrue(!tab.isOfLatchkey() || hasFormOrLink(tab) || "confirmed".equals(linkState(tab)),
                () -> "A dead end at " + tab.location() + ":\n" + tab.text());
    }

    private static String linkState(Tab tab) {
        return tab.has("latchkey-link") ? tab.attribute("latchkey-link", "data-state").orElse("") : "";
    }

    private static boolean isAtApplication(Tab tab) {
        String path = tab.location().getPath();
        return tab.location().getQuery() != null && !path.contains("/login-actions/") && !path.contains("/broker/")
                && !path.contains("/latchkey-");
    }

    private static boolean saysWhatToDo(Tab tab) {
        String text = tab.text().toLowerCase(Locale.ROOT);
        return ADVICE.stream().anyMatch(text::contains);
    }

    private static boolean hasFormOrLink(Tab tab) {
        return tab.buttons() > 0 || tab.links() > 0;
    }
}
