package dev.latchkey.otp.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.latchkey.otp.account.AccountStatus;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Shows whether an account is pending: {@code /admin/realms/{realm}/latchkey-otp/users/{userId}}. */
public class AccountStatusAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;

    /**
     * @param session the request's session
     * @param realm   the realm being administered
     * @param auth    the permissions of the caller in the realm
     */
    public AccountStatusAdminResource(KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
    }

    /**
     * Shows the status of an account. Needs the role {@code view-users}.
     *
     * @param userId the account
     * @return the status, derived from the account's present state
     * @throws NotFoundException if the realm has no such user
     */
    @GET
    @Path("users/{userId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Status show(@PathParam("userId") String userId) {
        auth.users().requireQuery();
        UserModel user = session.users().getUserById(realm, userId);
        if (user == null) {
            throw new NotFoundException("User not found");
        }
        auth.users().requireView(user);
        return new Status(AccountStatus.of(realm, user).id());
    }

    /**
     * The status as JSON.
     *
     * @param accountStatus {@code pending} or {@code active}
     */
    public record Status(@JsonProperty("account_status") String accountStatus) {
    }
}
