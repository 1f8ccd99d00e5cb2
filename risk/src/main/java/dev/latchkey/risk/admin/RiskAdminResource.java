package dev.latchkey.risk.admin;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.mail.sample.MailPreview;
import dev.latchkey.risk.RiskReport;
import dev.latchkey.risk.provider.RememberedValue;
import dev.latchkey.risk.provider.RiskProvider;
import dev.latchkey.risk.provider.SignInCounts;
import dev.latchkey.risk.settings.RealmRisk;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * Shows and erases what is remembered of users' sign-ins, and reports what would have been asked:
 * {@code /admin/realms/{realm}/latchkey-risk}.
 */
public class RiskAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final AdministeredUsers users;

    /**
     * @param session the request's session
     * @param realm   the realm being administered
     * @param auth    what the caller may do there
     * @param users   the users whom the caller may see or manage
     */
    public RiskAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth,
            AdministeredUsers users) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.users = users;
    }

    /**
     * @return what the sign-ins of the last 30 days would have been asked; role {@code view-realm}. Clients that the
     *         caller may not see, as by the role {@code view-clients}, are counted together without their ids
     */
    @GET
    @Path("report")
    @Produces(MediaType.APPLICATION_JSON)
    public RiskReport report() {
        auth.realm().requireViewRealm();
        return RiskReport.of(SignInCounts.of(session).since(realm, RiskReport.firstDay(Time.currentTimeMillis())),
                RealmRisk.of(realm).policy(),
                id -> Optional.ofNullable(realm.getClientById(id)).filter(auth.clients()::canView)
                        .map(ClientModel::getClientId).orElse(""));
    }

    /**
     * Shows the same as a page. Needs the role {@code view-realm}.
     *
     * @param locale a language of the realm; without it, the realm's default
     * @return the page
     * @throws WebApplicationException if the realm has no such language (400), or if its theme or texts cannot render
     *                                 the page (409)
     */
    @GET
    @Path("report/page")
    @Produces(MediaType.TEXT_HTML)
    public Response page(@QueryParam("locale") String locale) {
        RiskReport report = report();
        return new RiskReportPage(session, realm).answer(report, new MailPreview(session, realm).locale(locale)
                .orElseThrow(() -> ErrorResponse.error("The realm does not support this locale",
                        Response.Status.BAD_REQUEST)));
    }

    /**
     * Shows what is remembered of a user's sign-ins. Needs the role {@code view-users}.
     *
     * @param userId the user
     * @return the values, as hashes
     * @throws NotFoundException if the realm has no such user
     */
    @GET
    @Path("users/{userId}")
    @Produces(MediaType.APPLICATION_JSON)
    public List<RememberedValue> show(@PathParam("userId") String userId) {
        return RiskProvider.of(session).remembered(realm, users.viewed(userId).getId());
    }

    /**
     * Erases what is remembered of a user's sign-ins. Needs the role {@code manage-users}; leaves an admin event.
     *
     * @param userId the user
     * @return 204
     * @throws NotFoundException if the realm has no such user
     */
    @DELETE
    @Path("users/{userId}")
    public Response erase(@PathParam("userId") String userId) {
        RiskProvider.of(session).erase(realm, users.managed(userId).getId());
        return users.removed(ResourceType.USER, Audit.of(AuditStep.RISK_HISTORY_ERASED));
    }
}
