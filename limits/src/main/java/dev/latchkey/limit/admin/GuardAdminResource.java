package dev.latchkey.limit.admin;

import java.util.List;

import dev.latchkey.common.event.Audit;
import dev.latchkey.common.event.AuditStep;
import dev.latchkey.common.rest.AdministeredUsers;
import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.limit.guard.AccountGuard;
import dev.latchkey.limit.guard.GuardRules;
import dev.latchkey.limit.guard.GuardState;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** Shows and clears the account guard: {@code /admin/realms/{realm}/latchkey-guard/users/{userId}}. */
public class GuardAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdministeredUsers users;

    /**
     * @param session the request's session
     * @param realm   the realm being administered
     * @param users   the users whom the caller may see or manage
     */
    public GuardAdminResource(KeycloakSession session, RealmModel realm, AdministeredUsers users) {
        this.session = session;
        this.realm = realm;
        this.users = users;
    }

    /**
     * Shows every budget of a user, also those that are charged to the address. Needs the role {@code view-users}.
     *
     * @param userId the user
     * @return the budgets
     * @throws NotFoundException if the realm has no such user
     */
    @GET
    @Path("users/{userId}")
    @Produces(MediaType.APPLICATION_JSON)
    public List<Budget> show(@PathParam("userId") String userId) {
        String email = users.viewed(userId).getEmail();
        GuardRules rules = GuardRules.of(session, realm);
        return OwnTransaction.run(session, own -> own.getProvider(AccountGuard.class)
                        .states(rules, realm.getId(), userId, email))
                .stream().map(Budget::of).toList();
    }

    /**
     * Forgets all failures of a user and of the address. Needs the role {@code manage-users}; leaves an admin event.
     *
     * @param userId the user
     * @return 204
     * @throws NotFoundException if the realm has no such user
     */
    @DELETE
    @Path("users/{userId}")
    public Response clear(@PathParam("userId") String userId) {
        String email = users.managed(userId).getEmail();
        OwnTransaction.run(session, own -> {
            own.getProvider(AccountGuard.class).clearAccount(realm.getId(), userId, email);
            return null;
        });
        return users.removed(ResourceType.USER_LOGIN_FAILURE, Audit.of(AuditStep.GUARD_CLEARED));
    }

    /**
     * A budget as JSON.
     *
     * @param budget      its name
     * @param failures    failures counted
     * @param lockedUntil when it opens again, epoch milliseconds; 0 when it is open
     * @param stopped     whether it is permanently locked: only clearing the guard opens it
     */
    public record Budget(String budget, int failures, long lockedUntil, boolean stopped) {

        static Budget of(GuardState state) {
            return new Budget(state.budget().id(), state.failures(), state.lockedUntilMillis(), state.stopped());
        }
    }
}
