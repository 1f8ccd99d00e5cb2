package dev.latchkey.it.browser;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.CheckedNode;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

/** Looks at a page as axe does against WCAG 2.2 AA, for anything wider than the screen, and takes screenshots. */
final class PageLook {

    private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");
    /** What the pages of Latchkey's templates load, and no page of Keycloak's. */
    private static final String OURS = "link[href*='/css/latchkey.css']";
    private static final int WIDE = 1280;
    private static final int PHONE = 360;

    private PageLook() {
    }

    /**
     * Looks at a page on a phone and on a desktop, light and dark.
     *
     * @param what what the page shows, for the name of its screenshot
     * @param page the page
     * @return what is wrong with it
     */
    static List<String> everywhere(String what, Page page) {
        List<String> findings = new ArrayList<>();
        for (int width : new int[] {WIDE, PHONE}) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                findings.addAll(at(what, page, width, scheme));
            }
        }
        return findings;
    }

    /**
     * Looks at a page whose parts {@link #everywhere} has looked at: on a desktop in light, on a phone in dark.
     *
     * @param what what the page shows, for the name of its screenshot
     * @param page the page
     * @return what is wrong with it
     */
    static List<String> twice(String what, Page page) {
        List<String> findings = at(what, page, WIDE, ColorScheme.LIGHT);
        findings.addAll(at(what, page, PHONE, ColorScheme.DARK));
        return findings;
    }

    /**
     * Looks {@link #twice} at a page whose template is Keycloak's, without axe.
     *
     * @param what what the page shows, for the name of its screenshot
     * @param page the page
     * @return what is wider than the screen, and whether the page is none of Keycloak's
     */
    static List<String> ofKeycloak(String what, Page page) {
        Stream<String> ours = page.locator(OURS).count() == 0 ? Stream.empty()
                : Stream.of(what + ": axe has to look at this page");
        return Stream.concat(ours, Stream.of(WIDE, PHONE).flatMap(width -> {
            show(what, page, width, width == PHONE ? ColorScheme.DARK : ColorScheme.LIGHT);
            return overflow(page).map(finding -> what + ", " + width + " px: " + finding);
        })).toList();
    }

    private static void show(String what, Page page, int width, ColorScheme scheme) {
        page.setViewportSize(width, 800);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        awaitScheme(page, scheme);
        photograph(what, page, width, scheme);
    }

    private static List<String> at(String what, Page page, int width, ColorScheme scheme) {
        show(what, page, width, scheme);
        return Stream.concat(axe(page), overflow(page))
                .map(finding -> what + ", " + width + " px, " + scheme + ": " + finding)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** For the eye: {@code target/screenshots}. */
    private static void photograph(String what, Page page, int width, ColorScheme scheme) {
        String name = String.join("-", what.replaceAll("\\W+", "-"), page.locator("html").getAttribute("lang"),
                width == PHONE ? "phone" : "wide", scheme.name()).toLowerCase(Locale.ROOT);
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                .setPath(Path.of("target/screenshots", name + ".png")));
    }

    /**
     * The violations, and the checks that axe cannot decide; the one known check of that kind was reviewed manually.
     */
    private static Stream<String> axe(Page page) {
        // the other mode opens another page to put the frames' results together
        boolean withoutFrames = page.frames().size() == 1;
        AxeResults results = new AxeBuilder(page).withTags(WCAG).setLegacyMode(withoutFrames).analyze();
        return Stream.concat(results.getViolations().stream(), results.getIncomplete().stream())
                .flatMap(rule -> rule.getNodes().stream().filter(node -> !isKeycloaksHeading(rule, node))
                        .map(node -> describe(rule, node)));
    }

    /** Keycloak's theme writes the realm's name in white over a dark picture, for which axe finds no single colour. */
    private static boolean isKeycloaksHeading(Rule rule, CheckedNode node) {
        return rule.getId().equals("color-contrast") && node.getTarget().toString().equals("[#kc-header-wrapper]");
    }

    private static String describe(Rule rule, CheckedNode node) {
        return rule.getId() + " at " + node.getTarget() + ": " + node.getFailureSummary().replaceAll("\\s+", " ");
    }

    /**
     * A script of Keycloak's pages switches them to dark a moment later. The first number of rgb(…) is enough to detect
     * it: all backgrounds are grey.
     */
    private static void awaitScheme(Page page, ColorScheme scheme) {
        page.waitForFunction("""
                dark => dark === getComputedStyle(
                    document.querySelector(".pf-v5-c-login__main, .card") ?? document.body)
                    .backgroundColor.match(/\\d+/)[0] < 128""", scheme == ColorScheme.DARK);
    }

    private static Stream<String> overflow(Page page) {
        int beyond = (int) page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
        return beyond > 0 ? Stream.of(beyond + " px wider than the screen") : Stream.empty();
    }
}
