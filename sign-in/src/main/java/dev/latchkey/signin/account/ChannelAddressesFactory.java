package dev.latchkey.signin.account;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link ChannelAddresses}. */
public interface ChannelAddressesFactory extends PlainFactory<ChannelAddresses> {
}
