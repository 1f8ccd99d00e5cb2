package dev.latchkey.sms.gateway;

import java.util.Optional;

import dev.latchkey.sms.GatewaySetting;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.SmsGatewayFactory;
import dev.latchkey.sms.gateway.receipt.ReceiptConfig;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

/**
 * Offers {@link HttpGateway} as {@value #ID}; reads {@code spi-latchkey-sms-gateway--http--<name>}. A setting that
 * cannot be used stops the start.
 */
public class HttpGatewayFactory implements SmsGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "http";

    private HttpGatewayConfig config;
    private HttpClients clients;
    private Optional<ReceiptConfig> receipts = Optional.empty();

    @Override
    public void init(Config.Scope scope) {
        String url = scope.get("url");
        if (url == null || url.isBlank()) {
            // another gateway is used, or none
            return;
        }
        config = HttpGatewayConfig.of(url, scope.get("headers"), scope.get("content-type", "application/json"),
                scope.get("body", "{\"to\": \"{number}\", \"text\": \"{text}\"}"), scope.get("accepted"),
                scope.get(GatewaySetting.HTTP_TIMEOUT_SECONDS.setting().name()));
        clients = new HttpClients(config.timeout());
        receipts = ReceiptConfig.of(scope.get("receipts"), scope.get("receipt-secret"));
    }

    /** @return how its provider reports on texts; empty where it does not */
    public Optional<ReceiptConfig> receipts() {
        return receipts;
    }

    @Override
    public boolean isSetUp() {
        return config != null;
    }

    @Override
    public SmsGateway create(KeycloakSession session) {
        // null where it is not set up: Keycloak returns no provider then
        return isSetUp() ? new CountedGateway(getId(), new HttpGateway(clients, config, new RealmValues(session)))
                : null;
    }

    /** Used unless the operator names another. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public String getId() {
        return ID;
    }
}
