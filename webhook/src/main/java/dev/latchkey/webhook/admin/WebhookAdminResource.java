package dev.latchkey.webhook.admin;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.webhook.OutboxState;
import dev.latchkey.webhook.jpa.EventOutbox;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** The outbox of a realm's events, for admins: {@code /admin/realms/{realm}/latchkey-webhook}. */
@Produces(MediaType.APPLICATION_JSON)
public class WebhookAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdminEventBuilder adminEvent;

    /**
     * @param session    the request's session
     * @param realm      the realm being administered
     * @param auth       what the caller may do there
     * @param adminEvent where changes are recorded
     */
    public WebhookAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /** @return how many events wait and were given up, and since when the oldest waits; role {@code view-events} */
    @GET
    @Path("")
    public OutboxState state() {
        auth.realm().requireViewEvents();
        return OwnTransaction.run(session, own -> new EventOutbox(own).state(realm.getId()));
    }

    /**
     * Queues the events that were given up once more; needs the role {@code manage-events}, leaves an admin event.
     *
     * @return how many events
     */
    @POST
    @Path("requeue")
    public Requeued requeue() {
        auth.realm().requireManageEvents();
        String realmId = realm.getId();
        int count = OwnTransaction.run(session, own -> new EventOutbox(own).requeue(realmId));
        Audit.of(AuditStep.WEBHOOK_REQUEUED).on(adminEvent)
                .operation(OperationType.ACTION).resource(ResourceType.REALM)
                .resourcePath(session.getContext().getUri()).success();
        return new Requeued(count);
    }

    /**
     * The result of queueing events again.
     *
     * @param requeued how many events
     */
    public record Requeued(int requeued) {
    }
}
