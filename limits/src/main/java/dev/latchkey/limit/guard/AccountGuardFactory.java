package dev.latchkey.limit.guard;

import dev.latchkey.common.spi.PlainFactory;

/** Makes {@link AccountGuard}s. */
public interface AccountGuardFactory extends PlainFactory<AccountGuard> {
}
