package dev.latchkey.setup.admin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.net.WellFormed;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.setup.Feature;
import dev.latchkey.setup.SetupRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.keycloak.services.ErrorResponse;

/**
 * Reads the body of a request. Whatever is unknown is refused: a {@code dry_run} that is misspelt must not change the
 * realm.
 */
final class SetupBody {

    private static final String FEATURES = "features";
    private static final String CLIENTS = "clients";
    private static final String DRY_RUN = "dry_run";
    private static final int MOST = 50;

    private final JsonNode json;

    /**
     * @param body  of the request
     * @param known its members
     */
    private SetupBody(JsonBody body, Set<String> known) {
        this.json = body.json();
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw invalid("The body has members that are not known. Known are: " + String.join(", ",
                        known.stream().sorted().toList()));
            }
        });
    }

    static SetupRequest setup(JsonBody body) {
        SetupBody read = new SetupBody(body, Set.of(FEATURES, CLIENTS, DRY_RUN));
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (String id : read.texts(FEATURES)) {
            features.add(Feature.of(id).orElseThrow(() -> invalid(knownFeatures())));
        }
        List<String> clients = read.texts(CLIENTS);
        if (features.isEmpty()) {
            throw invalid(knownFeatures());
        }
        if (!clients.isEmpty() && features.stream().noneMatch(Feature::hasScope)) {
            throw invalid("clients are those of native_api and secret_codes");
        }
        return new SetupRequest(features, clients, read.dryRun());
    }

    static boolean undo(JsonBody body) {
        return new SetupBody(body, Set.of(DRY_RUN)).dryRun();
    }

    private boolean dryRun() {
        JsonNode value = json.get(DRY_RUN);
        if (value != null && !value.isBoolean()) {
            throw invalid("dry_run is true or false");
        }
        return value != null && value.booleanValue();
    }

    private List<String> texts(String name) {
        JsonNode values = json.get(name);
        if (values == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (values.isArray() && values.size() <= MOST) {
            values.forEach(value -> texts.add(value.isTextual() && WellFormed.test(value.textValue())
                    ? value.textValue() : null));
        }
        if (texts.isEmpty() && !values.isEmpty() || !values.isArray() || texts.contains(null)) {
            throw invalid(name + " is a list of at most " + MOST + " texts");
        }
        return texts.stream().distinct().toList();
    }

    private static String knownFeatures() {
        return "features are one or more of: "
                + String.join(", ", EnumSet.allOf(Feature.class).stream().map(Feature::id).toList());
    }

    private static WebApplicationException invalid(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
