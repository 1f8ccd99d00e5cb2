package dev.latchkey.otp.jpa;

import dev.latchkey.otp.SignUpProvider;
import dev.latchkey.otp.SignUpProviderFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The memory of sign-ups in Keycloak's own database. */
public final class JpaSignUpProviderFactory implements SignUpProviderFactory {

    @Override
    public SignUpProvider create(KeycloakSession session) {
        return new JpaSignUpProvider(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
