package dev.latchkey.device;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link SpentTokens}. */
public interface SpentTokensFactory extends ProviderFactory<SpentTokens> {
}
