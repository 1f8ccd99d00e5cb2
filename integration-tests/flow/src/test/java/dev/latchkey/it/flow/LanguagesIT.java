package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Pages and mails in every language that the jar holds. */
@KeycloakIntegrationTest(config = FlowServer.class)
class LanguagesIT extends FlowTest {

    private static final Pattern FILE = Pattern.compile("theme-resources/messages/messages_(.+)\\.properties");
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa");

    @InjectRealm(config = Realms.CodeRequired.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void pageAndMailSpeakTheUsersLanguage() throws IOException {
        Map<String, PropertyResourceBundle> languages = languages();
        List<String> tags = new ArrayList<>(languages.keySet());
        realm.updateWithCleanup(update -> update.supportedLocales(tags.toArray(String[]::new)));

        languages.forEach((tag, texts) -> {
            TestUser person = person(user -> user.attribute("locale", tag));
            Browser browser = browser();
            SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&ui_locales=" + tag).password(person);
            Mail mail = mail(person);

            String page = signIn.tab().text();
            assertTrue(page.contains(texts.getString("latchkeyTitleSignIn")), () -> tag + ": " + page);
            assertTrue(page.contains(texts.getString("latchkeyReference")), () -> tag + ": " + page);
            String source = signIn.tab().source();
            assertEquals(RIGHT_TO_LEFT.contains(tag), source.contains("dir=\"rtl\""), () -> tag + ": " + source);
            String reference = signIn.reference();
            String subject = new MessageFormat(texts.getString("latchkeyCodeSubject"), Locale.forLanguageTag(tag))
                    .format(new Object[] {"Test & Co", reference});
            assertEquals(subject, mail.subject());
            assertTrue(mail.text().contains(texts.getString("latchkeyMailNotYou")), () -> tag + ": " + mail.text());
            assertTrue(mail.html().contains(texts.getString("latchkeyMailIntroSignIn")), mail::html);
        });
    }

    /** By language tag, as realms name them. */
    private static Map<String, PropertyResourceBundle> languages() throws IOException {
        Map<String, PropertyResourceBundle> languages = new TreeMap<>();
        try (JarFile jar = new JarFile(System.getProperty("latchkey.jar"))) {
            for (var entry : jar.stream().toList()) {
                var file = FILE.matcher(entry.getName());
                if (file.matches()) {
                    languages.put(file.group(1).replace('_', '-'),
                            new PropertyResourceBundle(jar.getInputStream(entry)));
                }
            }
        }
        return languages;
    }
}
