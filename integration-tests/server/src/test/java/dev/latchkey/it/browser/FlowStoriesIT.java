package dev.latchkey.it.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sign-ins that ask for something else than a password and a code. */
@InChromium
@DisplayName("In Chromium, the code is asked for on readable pages in whichever flow it stands")
class FlowStoriesIT extends StoryTest {

    /** What Keycloak's page of the ways offers. */
    private static final String WAYS = "[role=list] [role=button]";

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

    /** The first sign-in by a provider, of a person who has an account here. */
    @Test
    void anAccountThatExists_linkedByItsPassword(Demo demo) {
        demo.withIdentityProviderOfTheSameAddress("story-exists", person -> {
            // in German, Keycloak's page with the two ways is wider than a phone
            SignIn signIn = accountExists(window(demo, "en"), person);
            Page page = signIn.page();
            photograph("story account exists", page);
            page.locator("#updateProfile").click();
            assertThat(page.locator("#email")).hasValue(person.email());
            photograph("story account exists review", page);
            page.locator("#kc-idp-review-profile-form [type=submit]").click();
            page.locator("#linkAccount").click();
            assertThat(page.locator("#instruction1")).isVisible();
            page.locator("#try-another-way").click();
            photograph("story account exists ways", page);
            page.locator(WAYS).last().click();
            assertThat(page.locator("#password")).isVisible();
            photograph("story account exists password", page);
            signIn.passwordAfterName(new BrowserUser(person.username(), "another password"));
            assertThat(page.locator("#input-error-username")).isVisible();
            signIn.passwordAfterName(person);
            assertThat(signIn.field()).isVisible();
            look("story account exists code", page);
            assertWayOn(page);
            Mail mail = demo.mail(person, signIn.reference().textContent());
            signIn.code(mail.wrongCode());
            assertThat(signIn.error()).isVisible();
            look("story account exists code wrong", page);
            assertWayOn(page);
            signIn.code(mail.code()).assertSignedIn();

            throughProvider(window(demo, "en"), person).assertSignedIn();
        });
    }

    /** Left at the code and begun anew, with the same mail; its link ends in the tab that waits. */
    @Test
    void anAccountThatExists_linkedBegunAgainAndByTheLinkOfTheCode(Demo demo) {
        demo.withIdentityProviderOfTheSameAddress("story-exists-again", person -> {
            SignIn reloaded = upToCode(window(demo, "ar"), person);
            reloaded.page().reload();
            assertThat(reloaded.field()).isVisible();
            look("story account exists reloaded", reloaded.page());
            assertWayOn(reloaded.page());

            Window window = window(demo, "ar");
            SignIn left = upToCode(window, person);
            String reference = left.reference().textContent();
            left.restart();
            photograph("story account exists begun again", left.page());
            left.page().close();

            SignIn signIn = upToCode(window, person);
            assertThat(signIn.reference()).hasText(reference);
            LinkTab link = window.open(demo.mail(person, reference));
            look("story account exists link", link.page());
            link.proceed().click();
            link.assertSignedIn();
        });
    }

    @Test
    void anAccountThatExists_linkedByKeycloaksMail(Demo demo) {
        demo.withIdentityProviderOfTheSameAddress("story-exists-mail", person -> {
            SignIn signIn = accountExists(window(demo, "de"), person);
            signIn.page().locator("#linkAccount").click();
            assertThat(signIn.page().locator("#instruction1")).isVisible();
            photograph("story account exists mail", signIn.page());
            String link = Demo.actionToken(demo.mail(person, 1));

            Page elsewhere = window(demo, "de").context().newPage();
            elsewhere.navigate(link);
            photograph("story account exists mail elsewhere", elsewhere);
            elsewhere.locator("#kc-info-message a").click();
            photograph("story account exists confirmed elsewhere", elsewhere);
            signIn.page().locator("#instruction3 a").click();
            signIn.assertSignedIn();

            Page again = window(demo, "de").context().newPage();
            again.navigate(link);
            photograph("story account exists mail used", again);
        });
    }

    private static SignIn throughProvider(Window window, BrowserUser person) {
        SignIn signIn = window.signIn();
        signIn.page().locator("#social-home").click();
        assertThat(signIn.page()).hasURL(Pattern.compile(".*/realms/story-home/.*"));
        return signIn.passwordAlone(person);
    }

    private static SignIn accountExists(Window window, BrowserUser person) {
        SignIn signIn = throughProvider(window, person);
        assertThat(signIn.page().locator("#linkAccount")).isVisible();
        return signIn;
    }

    /** Through the provider and the password here. */
    private static SignIn upToCode(Window window, BrowserUser person) {
        SignIn signIn = window.signIn();
        signIn.page().locator("#social-home").click();
        assertThat(signIn.page()).hasURL(Pattern.compile(".*/(realms/story-home|first-broker-login).*"));
        if (signIn.page().url().contains("/realms/story-home/")) {
            signIn.passwordAlone(person);
        }
        signIn.page().locator("#linkAccount").click();
        signIn.page().locator("#try-another-way").click();
        signIn.page().locator(WAYS).last().click();
        signIn.passwordAfterName(person);
        assertThat(signIn.field()).isVisible();
        return signIn;
    }

    private static void rightCode(SignIn signIn, Mail mail) {
        assertThat(signIn.reference()).hasText(mail.reference());
        signIn.code(mail.code()).assertSignedIn();
    }
}
