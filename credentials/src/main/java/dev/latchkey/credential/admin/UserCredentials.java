package dev.latchkey.credential.admin;

import java.util.List;

import dev.latchkey.common.event.EndReason;
import jakarta.ws.rs.NotFoundException;

/**
 * The trusted devices or the secret codes of one user, as the resources for users and admins serve them.
 *
 * @param <V> one of them as JSON
 */
public interface UserCredentials<V> {

    /** @return those that can be used; only those with an entry in Keycloak's consoles, since no other can be */
    List<V> list();

    /**
     * @param id one of them
     * @return it
     * @throws NotFoundException if it is not one of the user's
     */
    V get(String id);

    /**
     * Ends one of them.
     *
     * @param id     one of them
     * @param reason why
     * @throws NotFoundException if it is not one of the user's
     */
    void end(String id, EndReason reason);

    /**
     * Ends all of them.
     *
     * @param reason why
     */
    void endAll(EndReason reason);
}
