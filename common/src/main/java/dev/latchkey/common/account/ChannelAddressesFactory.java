package dev.latchkey.common.account;

import dev.latchkey.common.spi.PlainFactory;

/** Creates {@link ChannelAddresses}. */
public interface ChannelAddressesFactory extends PlainFactory<ChannelAddresses> {
}
