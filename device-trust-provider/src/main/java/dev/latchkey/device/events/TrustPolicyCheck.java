package dev.latchkey.device.events;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

import dev.latchkey.device.TrustPolicy;
import dev.latchkey.device.session.TrustStep;
import jakarta.ws.rs.BadRequestException;
import org.keycloak.events.Event;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * Rejects a trust policy that is out of range when an admin saves it. Keycloak has no check before it saves a step's
 * configuration, and it swallows what a listener throws; but nothing is saved before the commit, and an exception that
 * is thrown there becomes the response.
 */
final class TrustPolicyCheck implements EventListenerProvider {

    private static final Set<OperationType> SAVING = EnumSet.of(OperationType.CREATE, OperationType.UPDATE);

    private final KeycloakSession session;

    TrustPolicyCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void onEvent(AdminEvent event, boolean includeRepresentation) {
        if (event.getResourceType() != ResourceType.AUTHENTICATOR_CONFIG || !SAVING.contains(event.getOperationType())
                || event.getError() != null || event.getRepresentation() == null) {
            return;
        }
        AuthenticatorConfigRepresentation saved = read(event.getRepresentation());
        if (saved.getConfig() == null
                || !TrustStep.isPolicy(session.realms().getRealm(event.getRealmId()), saved.getAlias())) {
            return;
        }
        try {
            TrustPolicy.check(saved.getConfig());
        } catch (IllegalArgumentException e) {
            session.getTransactionManager().enlistPrepare(new Refusal(e.getMessage()));
        }
    }

    private static AuthenticatorConfigRepresentation read(String json) {
        try {
            return JsonSerialization.readValue(json, AuthenticatorConfigRepresentation.class);
        } catch (IOException e) {
            throw new IllegalArgumentException("An admin event without the configuration that it is about", e);
        }
    }

    @Override
    public void onEvent(Event event) {
        // only admins change a policy
    }

    @Override
    public void close() {
    }

    private static final class Refusal extends AbstractKeycloakTransaction {

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        @Override
        protected void commitImpl() {
            throw new BadRequestException(reason);
        }

        @Override
        protected void rollbackImpl() {
            // nothing was saved
        }
    }
}
