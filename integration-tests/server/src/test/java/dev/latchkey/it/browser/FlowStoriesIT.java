package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sign-ins that ask for something else than a password and a code. */
@InChromium
@DisplayName("In Chromium, the code is asked for on readable pages in whichever flow it stands")
class FlowStoriesIT extends StoryTest {

    @Test
    void aCodeThatIsTheOnlyFactor(Demo demo) {
        BrowserUser person = demo.newcomer("story-passwordless");
        demo.withFlow("latchkey passwordless", () -> {
            SignIn signIn = window(demo, "de").signIn();
            assertThat(signIn.page().locator("#username")).isVisible();
            assertThat(signIn.page().locator("#password")).hasCount(0);
            photograph("story passwordless", signIn.page());
            signIn.name(person);
            assertThat(signIn.field()).isVisible();
            look("story passwordless code", signIn.page());
            assertWayOn(signIn.page());
            Mail mail = demo.mail(person, 1);
            assertThat(signIn.reference()).hasText(mail.reference());
            signIn.code(mail.wrongCode());
            assertThat(signIn.error()).isVisible();
            look("story passwordless code wrong", signIn.page());
            assertWayOn(signIn.page());
            signIn.code(mail.code()).assertSignedIn();
        });
    }

    @Test
    void theNameFirstAndThenWhatAnOrganizationAsksFor(Demo demo) {
        BrowserUser person = demo.newcomer("story-organization");
        demo.withOrganization(person, List.of("auth-username-password-form", "latchkey-email-otp"), () -> {
            SignIn signIn = window(demo, "de").signIn();
            assertThat(signIn.page().locator("#username")).isVisible();
            assertThat(signIn.page().locator("#password")).hasCount(0);
            photograph("story organization", signIn.page());
            signIn.name(person);
            assertThat(signIn.page().locator("#password")).isVisible();
            signIn.passwordAfterName(person);
            assertThat(signIn.field()).isVisible();
            look("story organization code", signIn.page());
            assertWayOn(signIn.page());
            rightCode(signIn, demo.mail(person, 1));
        });
    }

    @Test
    void theUserOfALinkedIdentityProvider(Demo demo) {
        demo.withIdentityProvider("story-linked", List.of("latchkey-email-otp"), person -> {
            SignIn signIn = window(demo, "de").signIn();
            photograph("story identity provider", signIn.page());
            signIn.page().locator("#social-home").click();
            assertThat(signIn.page()).hasURL(Pattern.compile(".*/realms/story-home/.*"));
            signIn.passwordAlone(person);
            assertThat(signIn.field()).isVisible();
            look("story identity provider code", signIn.page());
            assertWayOn(signIn.page());
            rightCode(signIn, demo.mail(person, 1));
        });
    }

    private static void rightCode(SignIn signIn, Mail mail) {
        assertThat(signIn.reference()).hasText(mail.reference());
        signIn.code(mail.code()).assertSignedIn();
    }
}
