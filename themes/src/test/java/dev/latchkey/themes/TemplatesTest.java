package dev.latchkey.themes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

    private static final Pattern TEXT_BETWEEN_TAGS = Pattern.compile(">([^<>]*)<");
    private static final Pattern SHOWN_ATTRIBUTE =
            Pattern.compile("(?:aria-label|title|placeholder|alt)=\"(?!\\$\\{msg\\(|\")");

    /** The waiting page asks its own server, at the address that the template gives. */
    private static final String STATUS = "fetch(url, { cache: \"no-store\", redirect: \"error\" })";
    private static final String LOGO = "<img class=\"logo\" src=\"${latchkeyBrand.logo}\" alt=\"\"";

    private final Map<String, String> templates = ThemeFiles.templates();

    @Test
    void everyVisibleStringIsAMessage() {
        templates.forEach((name, template) -> {
            if (name.startsWith("text/")) {
                String words = withoutDirectives(template).replaceAll("\\$\\{[^}]*}", "");
                assertFalse(words.matches("(?s).*\\p{L}.*"), () -> name + ": " + words);
                return;
            }
            String markup = withoutDirectives(template).replaceAll("(?s)<style>.*?</style>", "");
            List<String> words = TEXT_BETWEEN_TAGS.matcher(markup).results()
                    .map(text -> text.group(1).replaceAll("\\$\\{[^}]*}", "").replaceAll("&#?\\w+;", "").strip())
                    .filter(text -> text.matches("(?s).*\\p{L}.*"))
                    .toList();
            assertEquals(List.of(), words, name);
            assertFalse(SHOWN_ATTRIBUTE.matcher(markup).find(), name);
        });
    }

    /** Output is escaped unless a template switches that off; none has a reason to. */
    @Test
    void nothingSwitchesEscapingOff() {
        templates.forEach((name, template) -> {
            assertFalse(template.contains("no_esc") || template.contains("noautoesc"), name);
            assertEquals(name.startsWith("text/"), template.contains("output_format"), name);
        });
    }

    /** But the logo, where a realm has set one. */
    @Test
    void pagesAndMailsLoadNothingFromElsewhere() {
        templates.forEach((name, template) -> {
            String others = name.equals("html/latchkey-mail.ftl") ? template.replace(LOGO, "") : template;
            assertFalse(others.contains("http://") || others.contains("https://") || others.contains("<img")
                    || others.contains("@import") || others.contains("url("), name);
        });
        ThemeFiles.resources().forEach((name, text) -> assertFalse(text.contains("http") || text.contains("url(")
                || text.contains("@import") || text.replace(STATUS, "").contains("fetch("), name));
        assertTrue(templates.get("latchkey-email-otp.ftl").contains("data-status-url=\"${latchkey.statusUrl!}\""));
    }

    /** A hardened content security policy forbids scripts in the page. */
    @Test
    void pagesHoldNoScriptOfTheirOwn() {
        templates.forEach((name, template) -> {
            assertFalse(Pattern.compile("\\son\\w+=").matcher(template).find(), name);
            assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=)").matcher(template).find(), name);
            assertFalse(template.contains("javascript:"), name);
        });
    }

    /** The link is opened in whatever browser: there is neither a sign-in under way nor an action to post to. */
    @Test
    void theLinkPageAsksForNoSignInUnderWay() {
        String page = templates.get("latchkey-link.ftl") + templates.get("latchkey-parts.ftl");
        String withoutExit = page.replace("(client.baseUrl)?has_content", "").replace("href=\"${client.baseUrl}\"", "");
        assertFalse(page.contains("loginAction") || page.contains("auth.") || withoutExit.contains("client."));
    }

    @Test
    void theCodeFieldTakesWhatPeoplePaste() {
        String page = templates.get("latchkey-email-otp.ftl");
        assertTrue(page.contains("autocomplete=\"one-time-code\"") && page.contains("inputmode=\"numeric\""));
        assertFalse(page.contains("maxlength") || page.contains("pattern=") || page.contains("type=\"number\""));
    }

    @Test
    void theTrustPageSendsOneAnswerOrTheOther() {
        String page = templates.get("latchkey-trust-device.ftl");
        assertTrue(page.contains("<@parts.primaryButton id=\"latchkey-trust-yes\" name=\"trust\" value=\"yes\">"));
        assertTrue(page.contains("<@parts.quietButton id=\"latchkey-trust-no\" name=\"trust\" value=\"no\">"));
    }

    /** Trust is a choice: the box is there only if the flow can grant it, and empty unless it was ticked before. */
    @Test
    void theTrustBoxGoesWithTheCodeAndStartsEmpty() {
        String page = templates.get("latchkey-email-otp.ftl");
        String form = page.substring(page.indexOf("<form id=\"latchkey-code-form\""), page.indexOf("</form>"));
        assertTrue(Pattern.compile("<#if latchkey\\.trustDays\\?\\?>\\s*<@parts\\.checkbox id=\"latchkey-trust\" "
                + "name=\"trust\" value=\"yes\" checked=latchkey\\.trustChecked!false\\s").matcher(form).find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"latchkey-code.ftl", "latchkey-notice.ftl", "latchkey-exists.ftl",
            "latchkey-mail.ftl"})
    void textAndHtmlMailSayTheSame(String mail) {
        Pattern said = Pattern.compile("latchkeyMail\\.\\w+|msg\\(\"\\w+\"");
        TreeSet<String> html = found(said, templates.get("html/" + mail));
        html.removeIf(key -> key.contains("latchkeyMailLinkButton") || key.contains("latchkeyMailPreview"));
        TreeSet<String> text = found(said, templates.get("text/" + mail));
        // programs read this line, users need not
        text.remove("latchkeyMail.boundCode");
        assertEquals(text, html);
    }

    private static TreeSet<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Takes out FreeMarker's own tags, however deep a quoted value in them goes. */
    private static String withoutDirectives(String template) {
        return template.replaceAll("(?s)<#--.*?-->", "")
                .replaceAll("</?[#@](?:\"[^\"]*\"|[^>\"])*>", "");
    }
}
