package dev.latchkey.sms.gateway;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.sms.GatewaySetting;
import dev.latchkey.sms.SimSwapCheck;
import dev.latchkey.sms.SimSwapCheckFactory;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;

/**
 * Offers {@link HttpSimSwapCheck} as {@value #ID}; reads {@code spi-latchkey-sim-swap--http--<name>}. A setting that
 * cannot be used stops the start.
 */
public final class HttpSimSwapCheckFactory implements SimSwapCheckFactory {

    /** The check's id. */
    public static final String ID = "http";

    private final SwapMemory memory = new SwapMemory(System::nanoTime);
    private HttpGatewayConfig config;
    private HttpClients clients;

    @Override
    public void init(Config.Scope scope) {
        String url = scope.get("url");
        if (url == null || url.isBlank()) {
            // nothing is asked
            return;
        }
        NumberSetting timeout = GatewaySetting.SIM_SWAP_TIMEOUT_SECONDS.setting();
        config = HttpGatewayConfig.of(url, scope.get("headers"), "application/json",
                scope.get("body", "{\"phoneNumber\": \"{number}\"}"), null,
                String.valueOf(timeout.value(scope.get(timeout.name()))));
        clients = new HttpClients(config.timeout());
    }

    @Override
    public SimSwapCheck create(KeycloakSession session) {
        // null where it is not set up: Keycloak returns no provider then
        return config == null ? null : new HttpSimSwapCheck(clients, config, memory,
                session.getContext().getRealm().getId(), new RealmValues(session));
    }

    @Override
    public String getId() {
        return ID;
    }
}
