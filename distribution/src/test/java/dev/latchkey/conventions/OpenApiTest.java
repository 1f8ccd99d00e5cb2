package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.json} names every endpoint of the code, with its role, and no other. */
class OpenApiTest {

    private static final String JAX_RS = "jakarta.ws.rs.";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    /** Where Keycloak mounts each resource class. */
    private static final Map<String, List<String>> MOUNTS = Map.ofEntries(
            Map.entry("OtpResource", List.of("/realms/{realm}/latchkey-otp")),
            Map.entry("AccountStatusAdminResource", List.of("/admin/realms/{realm}/latchkey-otp")),
            Map.entry("DevicesResource", List.of("/realms/{realm}/latchkey-devices")),
            Map.entry("SecretCodesResource", List.of("/realms/{realm}/latchkey-secret-codes")),
            Map.entry("UserCredentialsAdminResource", List.of("/admin/realms/{realm}/latchkey-devices",
                    "/admin/realms/{realm}/latchkey-secret-codes")),
            Map.entry("MailsAdminResource", List.of("/admin/realms/{realm}/latchkey-mails")),
            Map.entry("GuardAdminResource", List.of("/admin/realms/{realm}/latchkey-guard")),
            Map.entry("SetupAdminResource", List.of("/admin/realms/{realm}/latchkey-setup")),
            Map.entry("WebhookAdminResource", List.of("/admin/realms/{realm}/latchkey-webhook")),
            Map.entry("TextsResource", List.of("/realms/{realm}/latchkey-texts")),
            Map.entry("RiskResource", List.of("/realms/{realm}/latchkey-risk")),
            Map.entry("RiskAdminResource", List.of("/admin/realms/{realm}/latchkey-risk")));

    @Test
    void theDocumentAndTheCodeNameTheSameEndpoints() throws IOException {
        Set<String> documented = new TreeSet<>();
        document().get("paths").properties().forEach(path -> path.getValue().properties()
                .forEach(method -> documented.add(method.getKey().toUpperCase(Locale.ROOT) + ' ' + path.getKey())));
        assertEquals(coded(), documented);
    }

    @Test
    void everyEndpointSaysWhoMayCallIt() throws IOException {
        document().get("paths").properties().forEach(path -> path.getValue().properties().forEach(method -> {
            JsonNode operation = method.getValue();
            assertTrue(operation.hasNonNull("x-role"), () -> method.getKey() + ' ' + path.getKey());
            assertEquals("none".equals(operation.get("x-role").asText()), operation.get("security").isEmpty(),
                    () -> method.getKey() + ' ' + path.getKey());
        }));
    }

    private static JsonNode document() throws IOException {
        return new ObjectMapper().readTree(Path.of("../docs/openapi.json").toFile());
    }

    private static Set<String> coded() {
        Set<String> endpoints = new TreeSet<>();
        Set<String> mounted = new TreeSet<>();
        new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.latchkey")
                .forEach(type -> type.getMethods().forEach(method -> METHODS.stream()
                        .filter(verb -> method.isAnnotatedWith(JAX_RS + verb))
                        .forEach(verb -> {
                            mounted.add(type.getSimpleName());
                            mounts(type).forEach(mount -> endpoints.add(verb + ' ' + mount + path(method)));
                        })));
        assertEquals(new TreeSet<>(MOUNTS.keySet()), mounted, "every resource class has its mount here");
        return endpoints;
    }

    private static List<String> mounts(JavaClass type) {
        return MOUNTS.getOrDefault(type.getSimpleName(), List.of('?' + type.getName()));
    }

    private static String path(JavaMethod method) {
        Object path = method.getAnnotationOfType(JAX_RS + "Path").get("value").orElse("");
        return "".equals(path) ? "" : "/" + path;
    }
}
