package dev.latchkey.mail;

import java.util.HashMap;
import java.util.Map;

import org.keycloak.email.EmailException;
import org.keycloak.email.freemarker.FreeMarkerEmailTemplateProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Renders a mail with the realm's e-mail theme, in the reader's language, without sending it. The one class that uses
 * Keycloak's template provider (keycloak-services, not a public API), which can only render and send in one go.
 */
public final class MailRenderer {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final AuthenticationSessionModel authSession;

    /**
     * @param session     the request's session
     * @param realm       whose theme and display name
     * @param user        the reader
     * @param authSession holds the language that the reader has picked; may be null
     */
    public MailRenderer(KeycloakSession session, RealmModel realm, UserModel user,
            AuthenticationSessionModel authSession) {
        this.session = session;
        this.realm = realm;
        this.user = user;
        this.authSession = authSession;
    }

    /**
     * @param content what the mail says
     * @return the mail
     * @throws EmailException if the theme cannot render it
     */
    public RenderedMail render(MailContent content) throws EmailException {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("latchkeyMail", content.values());
        attributes.put("latchkeyBrand", MailBrand.of(realm));
        Capture capture = new Capture(session);
        capture.setRealm(realm).setUser(user).setAuthenticationSession(authSession)
                .send(content.subjectKey(), content.subjectArguments(), content.template(), attributes);
        return capture.mail;
    }

    private static final class Capture extends FreeMarkerEmailTemplateProvider {

        private RenderedMail mail;

        Capture(KeycloakSession session) {
            super(session);
        }

        @Override
        protected void send(Map<String, String> config, String subject, String textBody, String htmlBody,
                String address) {
            mail = new RenderedMail(subject, textBody, htmlBody);
        }
    }
}
