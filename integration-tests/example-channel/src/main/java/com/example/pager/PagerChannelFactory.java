package com.example.pager;

import java.net.URI;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannelFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

/** Reads {@code spi-latchkey-otp-channel--pager--service}: the address of the operator's HTTP API. */
public final class PagerChannelFactory implements OtpChannelFactory {

    private URI service;

    @Override
    public void init(Config.Scope config) {
        service = URI.create(config.get("service", "http://localhost:0/"));
    }

    @Override
    public OtpChannel create(KeycloakSession session) {
        return new PagerChannel(service);
    }

    @Override
    public String getId() {
        return PagerChannel.ID;
    }
}
