package dev.latchkey.common.keys;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.spi.PlainFactory;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Reads the peppers from {@code spi-latchkey-keys--default--pepper}: a list, of which the first signs and all others
 * are known, each either the secret itself, a vault expression such as {@code ${vault.latchkey-pepper}}, or
 * {@code none}. A pepper that is too short stops the start. "No pepper" is known until {@code retire-unpeppered}
 * is set.
 */
public final class MacKeysFactory implements PlainFactory<MacKeys> {

    private static final Logger LOG = Logger.getLogger(MacKeysFactory.class);
    /** The list entry for "no pepper", so that a first pepper can be known before it signs. */
    static final String NO_PEPPER = "none";

    /** The value in {@code compose.env}. */
    static final String PUBLISHED = "demo-pepper-for-docker-compose-only-0000";

    private static final String PEPPER = "pepper";
    private static final String RETIRE_UNPEPPERED = "retire-unpeppered";

    private List<String> peppers = List.of();
    private boolean unpepperedRetired;

    static boolean isVaultExpression(String text) {
        return text.startsWith("${vault.") && text.endsWith("}");
    }

    @Override
    public void init(Config.Scope config) {
        unpepperedRetired = config.getBoolean(RETIRE_UNPEPPERED, false);
        peppers = checked(config.getArray(PEPPER), unpepperedRetired);
    }

    static List<String> checked(String[] configured, boolean unpepperedRetired) {
        List<String> peppers = configured == null ? List.of()
                : Arrays.stream(configured).map(String::trim).filter(text -> !text.isEmpty()).toList();
        peppers.stream().filter(text -> !isVaultExpression(text) && !NO_PEPPER.equals(text)).forEach(Pepper::of);
        if (unpepperedRetired && (peppers.isEmpty() || peppers.contains(NO_PEPPER))) {
            throw new IllegalArgumentException("spi-latchkey-keys--default--retire-unpeppered: "
                    + "there must be a pepper, and none of the list may be '" + NO_PEPPER + "'");
        }
        return peppers;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        warning(peppers).ifPresent(LOG::warn);
    }

    static Optional<String> warning(List<String> peppers) {
        String reason = peppers.isEmpty() || NO_PEPPER.equals(peppers.get(0)) ? "without a pepper"
                : peppers.contains(PUBLISHED) ? "with the pepper of its demo, which is published" : "";
        return reason.isEmpty() ? Optional.empty() : Optional.of("Latchkey runs " + reason + ": anyone who copies the "
                + "whole database can search it for codes that are still valid. Set spi-latchkey-keys--default--pepper "
                + "to a secret of 32 characters or more.");
    }

    @Override
    public MacKeys create(KeycloakSession session) {
        return new MacKeys(session, peppers, unpepperedRetired);
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
                .helpText("Server-wide secrets mixed into every key, each of 32 characters or more. The first one "
                        + "signs, the others are known. 'none' stands for no pepper.")
                .secret(true)
                .add()
                .property()
                .name(RETIRE_UNPEPPERED)
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .helpText("Refuses what was made while the server had no pepper.")
                .defaultValue(false)
                .add()
                .build();
    }
}
