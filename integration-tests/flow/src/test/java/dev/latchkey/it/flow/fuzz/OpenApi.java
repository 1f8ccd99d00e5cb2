package dev.latchkey.it.flow.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.it.flow.fuzz.Target.Body;
import dev.latchkey.it.kit.Json;

/** The requests that {@code docs/openapi.json} describes. */
public final class OpenApi {

    private static final Path DOCUMENT = Path.of("../../docs/openapi.json");
    private static final String REALM = "{realm}";

    private final JsonNode document = read();
    private final Map<String, Object> samples;

    /** @param samples values by the name of a property, path or query parameter; others get generated ones */
    public OpenApi(Map<String, Object> samples) {
        this.samples = samples;
    }

    /**
     * @param realm  name of the realm
     * @param tokens access tokens by the name of a security requirement; operations without one send none
     * @return every operation, as a request with all of its parameters and properties
     */
    public List<Target> targets(String realm, Map<String, String> tokens) {
        List<Target> targets = new ArrayList<>();
        document.get("paths").properties().forEach(path -> path.getValue().properties().forEach(operation ->
                targets.add(target(operation.getKey().toUpperCase(Locale.ROOT),
                        path.getKey().replace(REALM, realm), path.getKey(), operation.getValue(), tokens))));
        return targets;
    }

    private Target target(String method, String path, String template, JsonNode operation, Map<String, String> tokens) {
        String filled = path;
        Map<String, Object> fields = new LinkedHashMap<>();
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.path("name").asText();
            String in = parameter.path("in").asText();
            if (in.equals("path")) {
                filled = filled.replace("{" + name + "}", String.valueOf(sample(name, parameter.path("schema"))));
            } else if (in.equals("query")) {
                query.add(name + "=" + sample(name, parameter.path("schema")));
            }
        }
        JsonNode content = operation.path("requestBody").path("content");
        Set<String> types = new TreeSet<>();
        content.fieldNames().forEachRemaining(types::add);
        for (String type : types) {
            resolve(content.get(type).path("schema")).path("properties").properties().forEach(property ->
                    fields.put(property.getKey(), sample(property.getKey(), property.getValue())));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode requirement : operation.path("security")) {
            requirement.fieldNames().forEachRemaining(name -> {
                if (tokens.containsKey(name)) {
                    headers.put("Authorization", "Bearer " + tokens.get(name));
                }
            });
        }
        return new Target(method + ' ' + template, method,
                filled + (query.isEmpty() ? "" : "?" + String.join("&", query)), Body.of(types), headers, fields);
    }

    private Object sample(String name, JsonNode schema) {
        if (samples.containsKey(name)) {
            return samples.get(name);
        }
        JsonNode resolved = resolve(schema);
        if (resolved.has("enum")) {
            return resolved.get("enum").get(0).asText();
        }
        return switch (resolved.path("type").asText()) {
            case "integer", "number" -> 1;
            case "boolean" -> true;
            case "object" -> Map.of("name", "value");
            case "array" -> List.of("value");
            default -> "a-" + name;
        };
    }

    private JsonNode resolve(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").asText().substring(1)) : schema;
    }

    private static JsonNode read() {
        try {
            return Json.read(Files.readString(DOCUMENT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
