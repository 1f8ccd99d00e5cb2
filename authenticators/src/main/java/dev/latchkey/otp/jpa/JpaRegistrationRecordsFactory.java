package dev.latchkey.otp.jpa;

import dev.latchkey.otp.RegistrationRecords;
import dev.latchkey.otp.RegistrationRecordsFactory;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/** The memory of sign-ups in Keycloak's own database. */
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
