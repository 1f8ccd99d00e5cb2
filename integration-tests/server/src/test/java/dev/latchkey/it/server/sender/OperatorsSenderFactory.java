package dev.latchkey.it.server.sender;

import java.util.Map;

import org.keycloak.email.DefaultEmailSenderProvider;
import org.keycloak.email.DefaultEmailSenderProviderFactory;
import org.keycloak.email.EmailException;
import org.keycloak.email.EmailSenderProvider;
import org.keycloak.models.KeycloakSession;

/** An e-mail sender as operators write one: Keycloak's, with something added to what it sends. */
public final class OperatorsSenderFactory extends DefaultEmailSenderProviderFactory {

    /** Id of the provider. */
    public static final String ID = "operators";
    /** What each subject begins with. */
    public static final String MARK = "[operator] ";

    @Override
    public EmailSenderProvider create(KeycloakSession session) {
        return new DefaultEmailSenderProvider(session, getEmailAuthenticators()) {
            @Override
            public void send(Map<String, String> config, String address, String subject, String text, String html)
                    throws EmailException {
                super.send(config, address, MARK + subject, text, html);
            }
        };
    }

    @Override
    public String getId() {
        return ID;
    }
}
