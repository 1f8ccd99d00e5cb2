package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import org.junit.jupiter.api.AfterEach;

/** Each page of a story is looked at as {@link AccessibilityIT} looks at the others, and each has a way on. */
abstract class StoryTest {

    private static final String WAY_ON =
            "#latchkey-back, #latchkey-restart, #latchkey-resend, #backToApplication";

    private final List<String> findings = new ArrayList<>();

    @AfterEach
    void nothingIsWrong() {
        assertEquals("", String.join("\n", findings));
    }

    void look(String what, Page page) {
        findings.addAll(PageLook.twice(what, page));
    }

    /** A page of Keycloak's own, in which axe finds what is Keycloak's to mend. */
    void photograph(String what, Page page) {
        findings.addAll(PageLook.ofKeycloak(what, page));
    }

    static void assertWayOn(Page page) {
        assertThat(page.locator(WAY_ON).first()).isVisible();
    }

    static Window window(Demo demo, String language) {
        return demo.window(new Browser.NewContextOptions().setLocale(language)
                .setReducedMotion(ReducedMotion.REDUCE));
    }
}
