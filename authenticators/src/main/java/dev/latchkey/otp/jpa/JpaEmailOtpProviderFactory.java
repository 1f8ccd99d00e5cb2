package dev.latchkey.otp.jpa;

import java.security.SecureRandom;

import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.EmailOtpProviderFactory;
import dev.latchkey.otp.Secrets;
import org.keycloak.models.KeycloakSession;

/** Creates the provider that stores one-time codes and links in Keycloak's own database. */
public final class JpaEmailOtpProviderFactory implements EmailOtpProviderFactory {

    private final Secrets secrets = new Secrets(new SecureRandom());

    @Override
    public EmailOtpProvider create(KeycloakSession session) {
        return new JpaEmailOtpProvider(session, secrets);
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
