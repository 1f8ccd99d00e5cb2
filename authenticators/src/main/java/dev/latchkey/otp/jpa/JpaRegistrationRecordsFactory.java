package dev.latchkey.otp.jpa;

import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.otp.RegistrationRecordsFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** Creates the provider that stores sign-up records in Keycloak's own database. */
public final class JpaRegistrationRecordsFactory implements RegistrationRecordsFactory {

    @Override
    public RegistrationRecords create(KeycloakSession session) {
        return new JpaRegistrationRecords(session.getProvider(JpaConnectionProvider.class).getEntityManager());
    }

    @Override
    public String getId() {
        return "jpa";
    }
}
