package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** {@code docs/requests.http} sends what {@code docs/openapi.json} describes, and names every endpoint of apps. */
class RequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN_ENDPOINT = "/realms/{realm}/protocol/openid-connect/token";
    private static final String SCOPE_OF_APPS = "client with scope email_otp";
    private static final Pattern REQUEST = Pattern.compile(
            "(?m)^([A-Z]+) \\{\\{server}}(\\S+)\\nContent-Type: (\\S+)\\n\\n(.+)$");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{([a-z_]+)}}");

    @Test
    void everyRequestIsOneOfTheDescriptionAndEveryEndpointOfAppsIsThere() throws IOException {
        String file = Files.readString(Path.of("../docs/requests.http"));
        JsonNode api = JSON.readTree(Path.of("../docs/openapi.json").toFile());
        Set<String> sent = new TreeSet<>();
        int requests = 0;
        for (Matcher request = REQUEST.matcher(file); request.find(); requests++) {
            String path = request.group(2).replace("{{realm}}", "{realm}").replace("{{challenge_id}}", "{id}");
            Set<String> members = members(request.group(3), request.group(4));
            if (path.equals(TOKEN_ENDPOINT)) {
                assertTrue(members.contains("grant_type"));
                continue;
            }
            JsonNode operation = api.at("/paths").path(path).path(request.group(1).toLowerCase(Locale.ROOT));
            JsonNode schema = operation.at("/requestBody/content").path(request.group(3)).path("schema");
            JsonNode described = schema.has("$ref") ? api.at(schema.get("$ref").asText().substring(1)) : schema;
            assertTrue(described.has("properties"), () -> "not described: " + path);
            described.get("properties").fieldNames().forEachRemaining(members::remove);
            assertEquals(Set.of(), members, path);
            sent.add(path);
        }
        assertEquals(file.split("\n### ").length - 1, requests, "every request has the form that is compared");
        Set<String> ofApps = api.get("paths").properties().stream()
                .filter(path -> SCOPE_OF_APPS.equals(path.getValue().at("/post/x-role").asText()))
                .map(path -> path.getKey()).collect(Collectors.toCollection(TreeSet::new));
        ofApps.removeAll(sent);
        assertEquals(Set.of(), ofApps, "not in the collection");
        assertTrue(file.contains("grant_type=urn:latchkey:params:oauth:grant-type:secret-code&"));
    }

    @Test
    void everyVariableIsDeclared() throws IOException {
        String file = Files.readString(Path.of("../docs/requests.http"));
        VARIABLE.matcher(file).results().map(variable -> variable.group(1)).distinct()
                .forEach(name -> assertTrue(file.contains("\n@" + name + " = "), name));
    }

    private static Set<String> members(String type, String body) throws IOException {
        Set<String> members = new TreeSet<>();
        if (type.equals("application/json")) {
            JSON.readTree(body).fieldNames().forEachRemaining(members::add);
        } else {
            Arrays.stream(body.split("&")).map(pair -> pair.split("=")[0]).forEach(members::add);
        }
        return members;
    }
}
