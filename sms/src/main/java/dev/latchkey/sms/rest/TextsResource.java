package dev.latchkey.sms.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.limit.ClientRate;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.RateResult;
import dev.latchkey.limit.rest.TooManyRequests;
import dev.latchkey.sms.ReceiptState;
import dev.latchkey.sms.SentTexts;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.TextReceipts;
import dev.latchkey.sms.TextReference;
import dev.latchkey.sms.gateway.HttpGatewayFactory;
import dev.latchkey.sms.gateway.receipt.Receipt;
import dev.latchkey.sms.gateway.receipt.ReceiptCall;
import dev.latchkey.sms.gateway.receipt.ReceiptConfig;
import dev.latchkey.sms.gateway.receipt.ReceiptShape;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * Where providers of texts report what became of one, and which ones phones have sent:
 * {@code /realms/{realm}/latchkey-texts}. A request without a valid signature is refused, whatever the reason; any
 * other is accepted, whether or not there is such a text.
 */
public class TextsResource {

    private static final Logger LOG = Logger.getLogger(TextsResource.class);

    private final KeycloakSession session;
    private final RealmModel realm;

    /** @param session the request's session */
    public TextsResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Takes a delivery receipt.
     *
     * @param gateway id of the gateway that has sent the text
     * @param body    as the provider's shape has it
     * @return 204; 403 without a valid signature, and where receipts are not set up; 429 with {@code Retry-After}
     *         instead of 403 after too many refused requests from one address, which others at that address may have
     *         sent: a valid signature is enough nevertheless
     */
    @POST
    @Path("receipts/{gateway}")
    public Response receipt(@PathParam("gateway") String gateway, InputStream body) {
        return signed(gateway, "receipts", body, (shape, call) -> shape.read(call)
                .ifPresent(receipt -> store(gateway, receipt)));
    }

    /**
     * Takes a text that a phone has sent to the gateway's number.
     *
     * @param gateway id of the gateway whose provider has received it
     * @param body    as the provider's shape has it
     * @return as {@link #receipt}, whether or not a page waits for the text
     */
    @POST
    @Path("inbound/{gateway}")
    public Response inbound(@PathParam("gateway") String gateway, InputStream body) {
        return signed(gateway, "inbound", body, (shape, call) -> shape.readText(call)
                .ifPresent(text -> new SentTexts(session).arrived(Optional.of(realm.getId()), text)));
    }

    private Response signed(String gateway, String path, InputStream body,
            BiConsumer<ReceiptShape, ReceiptCall> reader) {
        Optional<ReceiptConfig> config = config(gateway);
        Optional<ReceiptCall> call = config.isPresent() ? call(path, gateway, body) : Optional.empty();
        boolean signed = config.isPresent() && call.isPresent() && config.get().key(session)
                .filter(key -> config.get().shape().isSigned(call.get(), key, Time.currentTime())).isPresent();
        if (!signed) {
            LOG.debugf("Realm %s: a report of a gateway of texts was refused", realm.getName());
            return ClientRate.take(session, realm, Limit.RECEIPT_IP_MINUTE)
                    .fold(admitted -> answer(Response.Status.FORBIDDEN), TextsResource::limited);
        }
        reader.accept(config.get().shape(), call.get());
        return answer(Response.Status.NO_CONTENT);
    }

    private Optional<ReceiptConfig> config(String gateway) {
        return session.getKeycloakSessionFactory().getProviderFactory(SmsGateway.class, gateway)
                instanceof HttpGatewayFactory http ? http.receipts() : Optional.empty();
    }

    private void store(String gateway, Receipt receipt) {
        if (receipt.state() != ReceiptState.OTHER
                && TextReference.read(realm.getId(), receipt.reference())
                        .filter(text -> TextReceipts.store(session, text, receipt.state())).isPresent()) {
            TextReceipts.count(gateway, receipt.state());
        }
    }

    /** Empty where the body is too long: the signature cannot be verified. */
    private Optional<ReceiptCall> call(String path, String gateway, InputStream body) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(JsonBody.MAX_BYTES + 1);
            return bytes.length > JsonBody.MAX_BYTES ? Optional.empty()
                    : Optional.of(new ReceiptCall(url(path, gateway), this::header, bytes));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> url(String path, String gateway) {
        String query = session.getContext().getUri().getRequestUri().getRawQuery();
        return FrontendUrl.fixed(session).map(base -> FrontendUrl.realm(base, realm).path("latchkey-texts")
                .path(path).path(gateway).build() + (query == null ? "" : '?' + query));
    }

    private String header(String name) {
        List<String> values = session.getContext().getRequestHeaders().getRequestHeader(name);
        return values != null && values.size() == 1 ? values.get(0) : null;
    }

    private static Response limited(RateResult.Refused refused) {
        // with a body: Keycloak's own headers demand a type
        return TooManyRequests.answer(Response.ok(Map.of("error", "too_many_requests"), MediaType.APPLICATION_JSON_TYPE)
                .build(), "receipt", refused.retryAfterSeconds());
    }

    private static Response answer(Response.Status status) {
        return Response.status(status).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
