package dev.latchkey.common.keys;

import java.util.Arrays;
import java.util.List;

import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Reads the peppers from {@code spi-latchkey-keys--default--pepper}: a list, newest first, each either the secret
 * itself or a vault expression such as {@code ${vault.latchkey-pepper}}. A pepper that is too short stops the start.
 */
public final class RealmMacKeysFactory implements MacKeysFactory {

    private static final Logger LOG = Logger.getLogger(RealmMacKeysFactory.class);
    private static final String PEPPER = "pepper";

    private List<String> peppers = List.of();

    static boolean isVaultExpression(String text) {
        return text.startsWith("${vault.") && text.endsWith("}");
    }

    @Override
    public void init(Config.Scope config) {
        String[] configured = config.getArray(PEPPER);
        peppers = configured == null ? List.of()
                : Arrays.stream(configured).map(String::trim).filter(text -> !text.isEmpty()).toList();
        peppers.stream().filter(text -> !isVaultExpression(text)).forEach(Pepper::of);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        if (peppers.isEmpty()) {
            LOG.warn("Latchkey runs without a pepper: whoever copies the whole database can search it for codes that "
                    + "are still valid. Set spi-latchkey-keys--default--pepper to a secret of 32 characters or more.");
        }
    }

    @Override
    public MacKeys create(KeycloakSession session) {
        return new RealmMacKeys(session, peppers);
    }

    @Override
    public void close() {
    }

    @Override
    public String getId() {
        return "default";
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(PEPPER)
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .helpText("Server-wide secrets mixed into every key, newest first, each of 32 characters or more.")
                .secret(true)
                .add()
                .build();
    }
}
