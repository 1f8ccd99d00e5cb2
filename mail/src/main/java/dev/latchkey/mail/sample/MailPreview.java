package dev.latchkey.mail.sample;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.mail.MailContent;
import dev.latchkey.mail.MailRenderer;
import dev.latchkey.mail.RenderedMail;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/** Renders sample mails with a realm's theme, texts and brand, for a reader who exists in memory alone. */
public final class MailPreview {

    private static final String READER = "sample";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the request's session, whose context is the realm
     * @param realm   the realm
     */
    public MailPreview(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * @param tag a language tag; null for the realm's default
     * @return the language; empty when users of the realm cannot have it
     */
    public Optional<Locale> locale(String tag) {
        String standard = Optional.ofNullable(realm.getDefaultLocale()).filter(locale -> international())
                .orElse(Locale.ENGLISH.toLanguageTag());
        String wanted = tag == null ? standard : tag;
        return locales(standard).filter(wanted::equals).findFirst().map(Locale::forLanguageTag);
    }

    /**
     * @param mail   the mail
     * @param locale the reader's language
     * @return what the mail says
     */
    public MailContent content(SampleMail mail, Locale locale) {
        return mail.content().apply(new SampleRequest(session, realm, locale));
    }

    /**
     * @param mail   the mail
     * @param locale the reader's language
     * @return the mail as a user would get it
     * @throws EmailException if the realm's theme or texts cannot render it
     */
    public RenderedMail render(SampleMail mail, Locale locale) throws EmailException {
        UserModel reader = new InMemoryUserAdapter(session, realm, READER);
        reader.setAttribute(UserModel.LOCALE, List.of(locale.toLanguageTag()));
        return new MailRenderer(session, realm, reader, null).render(content(mail, locale));
    }

    private Stream<String> locales(String standard) {
        return Stream.concat(Stream.of(standard), international() ? realm.getSupportedLocalesStream() : Stream.of());
    }

    private boolean international() {
        return realm.isInternationalizationEnabled();
    }
}
