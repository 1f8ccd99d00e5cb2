package dev.latchkey.sms.gateway.smpp;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

import dev.latchkey.sms.ReceiptState;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.SmsGatewayFactory;
import dev.latchkey.sms.TextReceipts;
import dev.latchkey.sms.TextReference;
import dev.latchkey.sms.gateway.CountedGateway;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/**
 * Offers {@link SmppGateway} as {@value #ID}; reads {@code spi-latchkey-sms-gateway--smpp--<name>}. A setting that
 * cannot be used stops the start; a message centre that cannot be reached does not.
 */
public class SmppGatewayFactory implements SmsGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "smpp";

    private static final Logger LOG = Logger.getLogger(SmppGatewayFactory.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private SmsGateway gateway;
    private SmppLink link;
    private boolean inbound;
    private ReceiptWriter writer;

    @Override
    public void init(Config.Scope scope) {
        String host = scope.get("host");
        if (host == null || host.isBlank()) {
            // another gateway is used, or none
            return;
        }
        SmppConfig config = SmppConfig.of(scope::get);
        if (!config.tls()) {
            LOG.warnf("Texts go to the message centre %s without TLS: is the network between a private one?",
                    config.server());
        }
        SmppReceipts receipts = new SmppReceipts(this::received, text -> writer.write(text));
        // Java's own trust store, to which Keycloak adds what its option truststore-paths names
        Optional<SSLSocketFactory> tls = config.tls()
                ? Optional.of((SSLSocketFactory) SSLSocketFactory.getDefault()) : Optional.empty();
        inbound = scope.getBoolean("inbound", false);
        link = new SmppLink(config, new SmppSockets(tls, config.timeout()), receipts, FIRST_PAUSE);
        gateway = new CountedGateway(getId(), new SmppGateway(config, link, receipts));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        writer = new ReceiptWriter(factory);
        if (inbound) {
            link.open();
        }
    }

    private void received(ReceiptState state, Optional<TextReference> text) {
        TextReceipts.count(getId(), state);
        text.ifPresent(known -> writer.write(known, state));
    }

    @Override
    public boolean isSetUp() {
        return gateway != null;
    }

    @Override
    public SmsGateway create(KeycloakSession session) {
        // null where it is not set up: Keycloak returns no provider then
        return gateway;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
        if (writer != null) {
            writer.close();
        }
    }
}
