package dev.latchkey.common.mail;

import org.keycloak.provider.ProviderFactory;

/** Makes {@link MailQueue}s. */
public interface MailQueueFactory extends ProviderFactory<MailQueue> {
}
