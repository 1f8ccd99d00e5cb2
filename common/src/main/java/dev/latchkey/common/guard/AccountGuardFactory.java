package dev.latchkey.common.guard;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link AccountGuard}s. */
public interface AccountGuardFactory extends ProviderFactory<AccountGuard> {
}
