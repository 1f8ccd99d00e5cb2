package dev.latchkey.setup.admin;

import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.setup.ChangeKind;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.SetupAnswer;
import dev.latchkey.setup.SetupRecord;
import dev.latchkey.setup.SetupRefusedException;
import dev.latchkey.setup.SetupRequest;
import dev.latchkey.setup.flow.RealmSetup;
import dev.latchkey.setup.flow.RealmUndo;
import dev.latchkey.setup.flow.Visible;
import dev.latchkey.setup.jpa.RealmLock;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Adds Latchkey to an existing realm, and takes it back: {@code /admin/realms/{realm}/latchkey-setup}. */
@Produces(MediaType.APPLICATION_JSON)
public class SetupAdminResource {

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
    public SetupAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdminEventBuilder adminEvent) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.adminEvent = adminEvent;
    }

    /**
     * @return which features the realm has, and what setup has recorded; role {@code view-realm}
     * @throws WebApplicationException if the record cannot be read (409)
     */
    @GET
    @Path("")
    public SetupState state() {
        auth.realm().requireViewRealm();
        try {
            return new SetupState(new RealmSetup(session, realm).state(),
                    SetupRecord.parse(realm.getAttribute(SetupRecord.ATTRIBUTE)));
        } catch (SetupRefusedException e) {
            throw refused(e);
        }
    }

    /**
     * Adds features to the realm, all or nothing. Needs the role {@code manage-realm}, for client scopes and
     * {@code email_code} {@code manage-clients} as well; where it changes something, it leaves an admin event. Notes
     * name clients and identity providers to callers who may see them, and tell others how many there are.
     *
     * @param body {@code features}; {@code clients} and {@code dry_run} where wanted
     * @return what was changed; with {@code dry_run}, what would be
     * @throws WebApplicationException if the body is invalid (400), or something cannot be added safely (409)
     */
    @POST
    @Path("")
    @Consumes(MediaType.APPLICATION_JSON)
    public SetupAnswer setup(InputStream body) {
        auth.realm().requireManageRealm();
        SetupRequest request = SetupBody.setup(JsonBody.require(body));
        if (request.features().stream().anyMatch(Feature::hasScope)) {
            auth.clients().requireManageClientScopes();
        }
        request.clients().forEach(this::requireManage);
        if (request.features().contains(Feature.EMAIL_CODE)) {
            // its password grant is turned off
            Optional.ofNullable(realm.getClientByClientId(Constants.ADMIN_CLI_CLIENT_ID))
                    .ifPresent(auth.clients()::requireManage);
        }
        refuseToLockOut(request);
        Visible visible = new Visible(auth.clients().canView(), auth.realm().canViewIdentityProviders());
        return run(request.dryRun(), AuditStep.REALM_SET_UP,
                (own, locked) -> new RealmSetup(own, locked, visible).apply(request));
    }

    /**
     * Takes back what setup has recorded, and leaves what was changed since. Needs the same roles as what
     * is taken back; where it changes something, it leaves an admin event.
     *
     * @param body {@code dry_run} where wanted
     * @return what was taken back and what is left; with {@code dry_run}, what would be
     * @throws WebApplicationException if the body is invalid (400), or the record cannot be read (409)
     */
    @POST
    @Path("undo")
    @Consumes(MediaType.APPLICATION_JSON)
    public SetupAnswer undo(InputStream body) {
        auth.realm().requireManageRealm();
        boolean dryRun = SetupBody.undo(JsonBody.require(body));
        boolean mayManageClients = auth.clients().canManageClientScopes() && auth.clients().canManage();
        return run(dryRun, AuditStep.REALM_SETUP_UNDONE,
                (own, locked) -> {
                    if (!mayManageClients && concernsClients(locked)) {
                        throw new ForbiddenException();
                    }
                    return new RealmUndo(own, locked).run(dryRun);
                });
    }

    /** Fine-grained permissions may concern one client; a client that is unknown is told to managers of all alone. */
    private void requireManage(String clientId) {
        ClientModel client = realm.getClientByClientId(clientId);
        if (client == null) {
            auth.clients().requireManage();
        } else {
            auth.clients().requireManage(client);
        }
    }

    private static boolean concernsClients(RealmModel realm) {
        return SetupRecord.parse(realm.getAttribute(SetupRecord.ATTRIBUTE)).changes().stream()
                .anyMatch(change -> change.kind() == ChangeKind.SCOPE_CREATED
                        || change.kind() == ChangeKind.SCOPE_ASSIGNED
                        || change.kind() == ChangeKind.GRANT_DISABLED);
    }

    /** An administrator of the realm itself must be able to sign in again. */
    private void refuseToLockOut(SetupRequest request) {
        UserModel caller = auth.adminAuth().getUser();
        boolean ofThisRealm = realm.getId().equals(auth.adminAuth().getRealm().getId());
        if (request.features().contains(Feature.EMAIL_CODE) && ofThisRealm && caller != null
                && caller.getServiceAccountClientLink() == null
                && Optional.ofNullable(caller.getEmail()).orElse("").isBlank()) {
            throw ErrorResponse.error("Your own account has no e-mail address, and you could not sign in again. "
                    + "Give it one first", Response.Status.CONFLICT);
        }
    }

    private SetupAnswer run(boolean dryRun, AuditStep step,
            BiFunction<KeycloakSession, RealmModel, SetupAnswer> work) {
        String realmId = realm.getId();
        SetupAnswer answer;
        try {
            answer = OwnTransaction.run(session, own -> {
                RealmModel locked = RealmLock.take(own, realmId);
                if (locked == null) {
                    throw new NotFoundException();
                }
                SetupAnswer result = work.apply(own, locked);
                if (dryRun || result.changes().isEmpty() && result.left().isEmpty()) {
                    own.getTransactionManager().setRollbackOnly();
                }
                return result;
            });
        } catch (SetupRefusedException e) {
            throw refused(e);
        }
        if (!dryRun && !answer.changes().isEmpty()) {
            Audit.of(step).on(adminEvent).operation(OperationType.ACTION).resource(ResourceType.REALM)
                    .resourcePath(session.getContext().getUri()).representation(answer).success();
        }
        return answer;
    }

    private static WebApplicationException refused(SetupRefusedException e) {
        return ErrorResponse.error(e.getMessage(), Response.Status.CONFLICT);
    }

    /**
     * What a realm has.
     *
     * @param features each with its state
     * @param recorded what setup has changed
     */
    public record SetupState(Map<String, RealmSetup.State> features, SetupRecord recorded) {
    }
}
