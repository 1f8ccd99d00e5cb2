package dev.latchkey.credential.console;

import org.keycloak.credential.CredentialModel;
import org.keycloak.credential.CredentialProvider;
import org.keycloak.credential.CredentialTypeMetadata;
import org.keycloak.credential.CredentialTypeMetadataContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Registers one type of credential without a secret, such as {@link ConsoleCredentials}, with Keycloak's consoles,
 * which list and delete them.
 */
public final class ConsoleCredentialProvider implements CredentialProvider<CredentialModel> {

    private final KeycloakSession session;
    private final String type;
    private final CredentialTypeMetadata.Category category;
    private final String messageKey;
    private final String helpKey;
    private final String action;

    /**
     * @param session    the request's session
     * @param type       the credential type
     * @param category   where the account console lists it
     * @param messageKey key of its name in the account theme; with {@code Help} behind it, of its explanation
     */
    public ConsoleCredentialProvider(KeycloakSession session, String type, CredentialTypeMetadata.Category category,
            String messageKey) {
        this(session, type, category, messageKey, messageKey + "Help", null);
    }

    /**
     * @param session    the request's session
     * @param type       the credential type
     * @param category   where the account console lists it
     * @param messageKey key of its name in the account theme
     * @param helpKey    key of its explanation
     * @param action     the required action by which users set it up; null for none
     */
    public ConsoleCredentialProvider(KeycloakSession session, String type, CredentialTypeMetadata.Category category,
            String messageKey, String helpKey, String action) {
        this.session = session;
        this.type = type;
        this.category = category;
        this.messageKey = messageKey;
        this.helpKey = helpKey;
        this.action = action;
    }

    @Override
    public String getType() {
        return type;
    }

    @Override
    public CredentialModel createCredential(RealmModel realm, UserModel user, CredentialModel credential) {
        return user.credentialManager().createStoredCredential(credential);
    }

    @Override
    public boolean deleteCredential(RealmModel realm, UserModel user, String credentialId) {
        return user.credentialManager().removeStoredCredentialById(credentialId);
    }

    @Override
    public CredentialModel getCredentialFromModel(CredentialModel model) {
        return model;
    }

    @Override
    public CredentialTypeMetadata getCredentialTypeMetadata(CredentialTypeMetadataContext context) {
        return CredentialTypeMetadata.builder()
                .type(type)
                .category(category)
                .displayName(messageKey)
                .helpText(helpKey)
                .createAction(action)
                .iconCssClass("kcAuthenticatorDefaultClass")
                .removeable(true)
                .build(session);
    }
}
