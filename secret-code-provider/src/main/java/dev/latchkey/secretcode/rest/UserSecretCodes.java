package dev.latchkey.secretcode.rest;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.latchkey.common.event.EndReason;
import dev.latchkey.credential.admin.UserCredentials;
import dev.latchkey.credential.console.CurrentNames;
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
public final class UserSecretCodes implements UserCredentials<SecretCodeView> {

    private static final String NOT_FOUND = "Secret code not found";

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final CurrentNames names;

    /**
     * @param session the request's session
     * @param user    the owner
     */
    public UserSecretCodes(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.names = new CurrentNames(session, realm, user, SecretCodeCredentialProviderFactory.TYPE);
    }

    @Override
    public List<SecretCodeView> list() {
        return rows().map(this::view).flatMap(Optional::stream).toList();
    }

    private Stream<SecretCode> rows() {
        return session.getProvider(SecretCodeProvider.class).list(realm.getId(), user.getId()).stream();
    }

    private Optional<SecretCodeView> view(SecretCode code) {
        ClientModel client = realm.getClientById(code.clientId());
        // a client that was just removed has no other name, and its codes are there until they have been ended
        String clientId = client == null ? code.clientId() : client.getClientId();
        return names.of(code.id()).map(name -> SecretCodeView.of(code, name, clientId));
    }

    @Override
    public SecretCodeView get(String id) {
        return list().stream().filter(code -> code.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException(NOT_FOUND));
    }

    /** Asks the rows alone, which decide: no credential is needed to end one. */
    @Override
    public void end(String id, EndReason reason) {
        if (rows().noneMatch(code -> code.id().equals(id))) {
            throw new NotFoundException(NOT_FOUND);
        }
        new SecretCodeEnd(session, realm, user).end(id, reason);
    }

    @Override
    public void endAll(EndReason reason) {
        new SecretCodeEnd(session, realm, user).endAll(reason);
    }
}
