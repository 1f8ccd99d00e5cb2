package dev.latchkey.secretcode.rest;

import jakarta.ws.rs.NotFoundException;

import java.util.List;
import java.util.Optional;

import dev.latchkey.common.console.CredentialHandles;
import dev.latchkey.secretcode.EndReason;
import dev.latchkey.secretcode.SecretCode;
import dev.latchkey.secretcode.SecretCodeProvider;
import dev.latchkey.secretcode.flow.CodeCredentialProviderFactory;
import dev.latchkey.secretcode.flow.CodeEnd;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** The codes of one user, as both REST resources serve them. */
final class UserCodes {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final UserModel user;
    private final CredentialHandles handles;

    UserCodes(KeycloakSession session, UserModel user) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        this.user = user;
        this.handles = CodeCredentialProviderFactory.handles(user);
    }

    /** Only codes whose credential stands are usable, and so only they are listed. */
    List<CodeView> list() {
        return session.getProvider(SecretCodeProvider.class).list(realm.getId(), user.getId()).stream()
                .map(this::view).flatMap(Optional::stream).toList();
    }

    private Optional<CodeView> view(SecretCode code) {
        ClientModel client = realm.getClientById(code.clientId());
        return client == null
                ? Optional.empty()
                : handles.name(code.id()).map(name -> CodeView.of(code, name, client.getClientId()));
    }

    CodeView get(String id) {
        return list().stream().filter(code -> code.id().equals(id)).findFirst()
                .orElseThrow(() -> new NotFoundException("Secret code not found"));
    }

    void end(String id, EndReason reason) {
        get(id);
        new CodeEnd(session, realm, user).end(id, reason);
    }

    void endAll(EndReason reason) {
        new CodeEnd(session, realm, user).endAll(reason);
    }
}
