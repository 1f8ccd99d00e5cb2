package dev.latchkey.secretcode.rest;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.credential.ConsoleCredentials;
import dev.latchkey.common.event.EndReason;
import dev.latchkey.secretcode.SecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.credential.SecretCodeCredentialProviderFactory;
import dev.latchkey.secretcode.credential.SecretCodeEnd;
import jakarta.ws.rs.NotFoundException;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The codes of one user, as both REST resources serve them. */
public final class UserSecretCodes {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final ConsoleCredentials credentials;

    /**
     * @param session the request's session
     * @param user    the owner
     */
    public UserSecretCodes(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.credentials = SecretCodeCredentialProviderFactory.credentials(user);
    }

    /** @return the usable codes; a code is usable only while its credential exists */
    public List<SecretCodeView> list() {
        return session.getProvider(SecretCodeProvider.class).list(realm.getId(), user.getId()).stream()
                .map(this::view).flatMap(Optional::stream).toList();
    }

    private Optional<SecretCodeView> view(SecretCode code) {
        ClientModel client = realm.getClientById(code.clientId());
        return client == null
                ? Optional.empty()
                : credentials.name(code.id()).map(name -> SecretCodeView.of(code, name, client.getClientId()));
    }

    /**
     * @param id a code
     * @return the code
     * @throws NotFoundException if it is not a usable code of the user
     */
    public SecretCodeView get(String id) {
        return list().stream().filter(code -> code.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException("Secret code not found"));
    }

    /**
     * Ends a code.
     *
     * @param id     a code
     * @param reason why it ends
     * @throws NotFoundException if it is not a usable code of the user
     */
    public void end(String id, EndReason reason) {
        get(id);
        new SecretCodeEnd(session, realm, user).end(id, reason);
    }

    /**
     * Ends all codes of the user.
     *
     * @param reason why they end
     */
    public void endAll(EndReason reason) {
        new SecretCodeEnd(session, realm, user).endAll(reason);
    }
}
