package dev.latchkey.sms.gateway;

import java.util.function.UnaryOperator;

import org.keycloak.models.KeycloakSession;

/**
 * The values of placeholders that belong to the realm: its name, and the secrets of its part of Keycloak's vault.
 *
 * @param session whose context has the realm
 */
record RealmValues(KeycloakSession session) implements UnaryOperator<String> {

    private static final String VAULT = "vault.";

    /**
     * @param name of the placeholder
     * @return its value
     * @throws IllegalArgumentException if the vault does not hold it
     */
    @Override
    public String apply(String name) {
        if (!name.startsWith(VAULT)) {
            return session.getContext().getRealm().getName();
        }
        // a file of the vault often ends in a line break that is no part of the secret
        return session.vault().getStringSecret("${" + name + '}').get().map(String::stripTrailing).orElseThrow(
                () -> new IllegalArgumentException("Keycloak's vault does not hold " + name.substring(VAULT.length())
                        + " of realm " + session.getContext().getRealm().getName()));
    }
}
