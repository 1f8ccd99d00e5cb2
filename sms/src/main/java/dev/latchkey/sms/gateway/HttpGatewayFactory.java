package dev.latchkey.sms.gateway;

import java.net.http.HttpClient;

import dev.latchkey.sms.GatewaySetting;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.SmsGatewayFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

/**
 * Offers {@link HttpGateway} as {@value #ID}; reads {@code spi-latchkey-sms-gateway--http--<name>}. A setting that
 * cannot be used stops the start.
 */
public final class HttpGatewayFactory implements SmsGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "http";

    private HttpGatewayConfig config;
    private HttpClient http;

    @Override
    public void init(Config.Scope scope) {
        String url = scope.get("url");
        if (url == null || url.isBlank()) {
            // another gateway is used, or none
            return;
        }
        config = HttpGatewayConfig.of(url, scope.get("headers"), scope.get("content-type", "application/json"),
                scope.get("body", "{\"to\": \"{number}\", \"text\": \"{text}\"}"), scope.get("accepted"),
                scope.get(GatewaySetting.TIMEOUT_SECONDS.setting().name()));
        http = HttpClient.newBuilder().connectTimeout(config.timeout()).followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public SmsGateway create(KeycloakSession session) {
        // Keycloak returns no provider then
        return config == null ? null : new HttpGateway(session, http, config);
    }

    @Override
    public String getId() {
        return ID;
    }
}
