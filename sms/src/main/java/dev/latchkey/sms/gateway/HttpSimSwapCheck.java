package dev.latchkey.sms.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.sms.SimSwap;
import dev.latchkey.sms.SimSwapCheck;
import org.jboss.logging.Logger;

/**
 * Asks an API in the shape of CAMARA's <i>SIM swap, retrieve date</i>: JSON with {@code latestSimChange}, a date, or
 * null where there was none.
 *
 * @param clients sends the requests
 * @param config  the settings
 * @param memory  of earlier answers
 * @param realmId the realm that asks
 * @param ofRealm returns the values of placeholders that do not depend on the number
 */
record HttpSimSwapCheck(HttpClients clients, HttpGatewayConfig config, SwapMemory memory, String realmId,
        UnaryOperator<String> ofRealm) implements SimSwapCheck {

    private static final Logger LOG = Logger.getLogger(HttpSimSwapCheck.class);
    private static final String MEMBER = "latestSimChange";

    @Override
    public SimSwap ask(String number) {
        return memory.recall(realmId, number).orElseGet(() -> {
            SimSwap swap = asked(number);
            memory.keep(realmId, number, swap);
            return swap;
        });
    }

    private SimSwap asked(String number) {
        HttpRequest request;
        try {
            request = config.request(name -> value(name, number));
        } catch (IllegalArgumentException e) {
            // without the exception, whose message may repeat a value
            return unknown("cannot be asked: is every secret in the vault of the realm?");
        }
        CompletableFuture<HttpResponse<String>> answer =
                clients.current().sendAsync(request, status -> new BoundedBody());
        try {
            return read(answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            return unknown("cannot be reached (" + e.getCause().getClass().getSimpleName() + ')');
        } catch (TimeoutException e) {
            answer.cancel(true);
            return unknown("did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SimSwap.UNKNOWN;
        }
    }

    private String value(String name, String number) {
        return switch (name) {
            case "number" -> number;
            case "digits" -> number.substring(1);
            // of texts alone
            case "text", "reference" -> "";
            default -> ofRealm.apply(name);
        };
    }

    private SimSwap read(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            return unknown("answered with the status " + answer.statusCode());
        }
        try {
            JsonNode date = JsonBody.read(new ByteArrayInputStream(answer.body().getBytes(StandardCharsets.UTF_8)))
                    .json().get(MEMBER);
            if (date != null && date.isNull()) {
                return SimSwap.of(Optional.empty());
            }
            return date == null || !date.isTextual() ? unknown("answered without " + MEMBER)
                    : SimSwap.of(Optional.of(OffsetDateTime.parse(date.textValue()).toInstant().toEpochMilli()));
        } catch (IOException | DateTimeException | ArithmeticException e) {
            return unknown("answered with something else than expected");
        }
    }

    private SimSwap unknown(String what) {
        LOG.warnf("The check of SIM cards, %s, %s: the number counts as swapped", config.server(), what);
        return SimSwap.UNKNOWN;
    }

    @Override
    public void close() {
        // the client belongs to the server
    }
}
