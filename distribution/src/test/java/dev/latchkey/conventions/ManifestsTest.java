package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1NetworkPolicyPeer;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudgetSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.keycloak.config.Option;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files in {@code deploy/}: every object has the fields that Kubernetes knows and no other; every setting is one of
 * Keycloak or Latchkey, and none that the image was built without.
 */
class ManifestsTest {

    private static final Path DEPLOY = Path.of("../deploy");
    private static final Map<String, Class<?>> KINDS = Map.of(
            "apps/v1 Deployment", V1Deployment.class,
            "v1 Service", V1Service.class,
            "networking.k8s.io/v1 Ingress", V1Ingress.class,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);
    private static final Map<String, Class<?>> KINDS_OF_THE_CHART = Map.of(
            "apps/v1 StatefulSet", V1StatefulSet.class,
            "v1 Service", V1Service.class,
            "v1 ServiceAccount", V1ServiceAccount.class,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class);
    private static final String RENDERED_CHART = "latchkey.chart.rendered";
    private static final String OPERATOR_KIND = "k8s.keycloak.org/v2beta1 Keycloak";
    /** Of the operator's Keycloak resource, whose schema is in no repository that the build reads. */
    private static final Set<String> OPERATOR_FIELDS = Set.of("instances", "image", "startOptimized", "hostname",
            "http", "proxy", "db", "bootstrapAdmin", "additionalOptions", "resources", "networkPolicy");
    private static final Pattern SETTING = Pattern.compile("\\| `(spi-[a-z-]+--[a-z-]+--[a-z-]+)` \\|.*");
    private static final Pattern BUILT_WITH = Pattern.compile("kc\\.sh build ((?:--[a-z-]+=\\S+ ?)+)");
    private static final Pattern SECRET = Pattern.compile("create secret generic (\\S+) (.*)");
    private static final Pattern SECRET_KEY = Pattern.compile("--from-literal=([a-z-]+)=");
    private static final Gson GSON = new GsonBuilder().registerTypeAdapter(OffsetDateTime.class,
            (JsonDeserializer<OffsetDateTime>) (time, type, context) -> OffsetDateTime.parse(time.getAsString()))
            .create();

    @Test
    void everyObjectHasTheFieldsOfItsKindAndNoOther() throws IOException {
        Set<String> kinds = new TreeSet<>();
        for (JsonObject object : objects()) {
            String kind = kind(object);
            kinds.add(kind);
            if (OPERATOR_KIND.equals(kind)) {
                checkOperatorResource(object.getAsJsonObject("spec"));
            } else {
                check(object, KINDS.get(kind), kind);
            }
        }
        Set<String> expected = new TreeSet<>(KINDS.keySet());
        expected.add(OPERATOR_KIND);
        assertEquals(expected, kinds);
    }

    @Test
    void thePartsOfTheChartsValuesHaveTheFieldsOfTheirKind() throws IOException {
        JsonObject values = values();
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            check(parse(values.get(probe).getAsString()).get(0), V1Probe.class, probe);
        }
        check(values.get("resources"), V1ResourceRequirements.class, "resources");
        check(values.get("securityContext"), V1SecurityContext.class, "securityContext");
        check(values.get("podDisruptionBudget"), V1PodDisruptionBudgetSpec.class, "podDisruptionBudget");
        parse(values.get("extraEnv").getAsString()).get(0).getAsJsonArray()
                .forEach(variable -> check(variable, V1EnvVar.class, "extraEnv"));
    }

    @Test
    void everySettingExistsAndIsNoneThatTheImageWasBuiltWithout() throws IOException {
        Map<String, String> settings = settings();
        assertTrue(settings.containsKey("spi-latchkey-keys--default--pepper"));
        assertExist(settings);
    }

    /** The chart is not the project's, so that this needs a file: {@code helm template}, see docs/kubernetes.md. */
    @Test
    @EnabledIfSystemProperty(named = RENDERED_CHART, matches = ".+")
    void theRenderedChartHasTheFieldsOfItsKindsAndNoOther_andSettingsThatExist() throws IOException {
        Set<String> kinds = new TreeSet<>();
        Map<String, String> settings = new HashMap<>();
        Set<String> secrets = new TreeSet<>();
        for (JsonElement element : parse(Files.readString(Path.of(System.getProperty(RENDERED_CHART))))) {
            JsonObject object = element.getAsJsonObject();
            kinds.add(kind(object));
            check(object, KINDS_OF_THE_CHART.get(kind(object)), kind(object));
            secrets(object, secrets);
            if (kind(object).endsWith(" StatefulSet")) {
                add(settings, environment(object));
            }
        }
        assertEquals(new TreeSet<>(KINDS_OF_THE_CHART.keySet()), kinds);
        assertTrue(settings.containsKey("spi-latchkey-keys--default--pepper"));
        // the chart always sets it, and Keycloak takes what the image was built with
        assertEquals("/", settings.remove("http-relative-path"));
        assertExist(settings);
        assertEquals(Set.of(), without(secrets, createdSecrets()));
    }

    private static void assertExist(Map<String, String> settings) throws IOException {
        Map<String, Option<?>> keycloak = keycloakOptions();
        Set<String> latchkey = latchkeyOptions();
        Set<String> built = new TreeSet<>();
        Matcher build = BUILT_WITH.matcher(Files.readString(Path.of("../Dockerfile")));
        while (build.find()) {
            Stream.of(build.group(1).strip().split(" ")).map(argument -> argument.substring(2)).forEach(built::add);
        }
        assertFalse(built.isEmpty());
        settings.forEach((name, value) -> {
            if (name.startsWith("spi-")) {
                assertTrue(latchkey.contains(name), name);
            } else {
                assertTrue(keycloak.containsKey(name), name);
                assertFalse(keycloak.get(name).isBuildTime() && !built.contains(name + '=' + value)
                        && !keycloak.get(name).getDefaultValue().map(String::valueOf).orElse("").equals(value),
                        () -> name + " is fixed when the image is built");
            }
        });
    }

    @Test
    void everySecretIsCreatedByTheCommandsOfThePage() throws IOException {
        Set<String> used = new TreeSet<>();
        for (JsonObject object : objects()) {
            secrets(object, used);
        }
        secrets(parse(values().get("extraEnv").getAsString()).get(0), used);
        used.add(values().getAsJsonObject("database").get("existingSecret").getAsString() + "/password");
        assertEquals(createdSecrets(), used);
    }

    private static Set<String> createdSecrets() throws IOException {
        Set<String> created = new TreeSet<>();
        Matcher command = SECRET.matcher(Files.readString(Path.of("../docs/kubernetes.md")).replace("\\\n", ""));
        while (command.find()) {
            Matcher key = SECRET_KEY.matcher(command.group(2));
            while (key.find()) {
                created.add(command.group(1) + '/' + key.group(1));
            }
        }
        return created;
    }

    /** A field that does not exist is ignored by some tools, and refused by others only when the object is applied. */
    @Test
    void aFieldThatDoesNotExistIsFound() {
        JsonElement probe = parse("periodSeconds: 5\nfailureTreshold: 3\n").get(0);
        assertThrows(AssertionError.class, () -> check(probe, V1Probe.class, "a probe"));
        JsonElement type = parse("periodSeconds: often\n").get(0);
        assertThrows(AssertionError.class, () -> check(type, V1Probe.class, "a probe"));
    }

    private static void checkOperatorResource(JsonObject spec) {
        assertEquals(Set.of(), without(spec.keySet(), OPERATOR_FIELDS));
        check(spec.get("resources"), V1ResourceRequirements.class, "resources");
        check(spec.getAsJsonObject("db").get("usernameSecret"), V1SecretKeySelector.class, "usernameSecret");
        check(spec.getAsJsonObject("db").get("passwordSecret"), V1SecretKeySelector.class, "passwordSecret");
        for (JsonElement option : spec.getAsJsonArray("additionalOptions")) {
            assertEquals(2, option.getAsJsonObject().size());
            if (option.getAsJsonObject().has("secret")) {
                check(option.getAsJsonObject().get("secret"), V1SecretKeySelector.class, "secret");
            }
        }
        JsonObject policy = spec.getAsJsonObject("networkPolicy");
        assertEquals(Set.of(), without(policy.keySet(), Set.of("enabled", "http", "https", "management")));
        policy.asMap().values().forEach(peers -> peers.getAsJsonArray()
                .forEach(peer -> check(peer, V1NetworkPolicyPeer.class, "networkPolicy")));
    }

    /** Kubernetes' generated classes know which fields exist and are required; reading them compares the types. */
    private static void check(JsonElement json, Class<?> schema, String what) {
        try {
            schema.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            GSON.fromJson(json, schema);
        } catch (InvocationTargetException e) {
            throw new AssertionError(what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (JsonParseException | ReflectiveOperationException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }

    /** What the manifests set, by the name of the option. */
    private static Map<String, String> settings() throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (JsonObject object : objects()) {
            if (kind(object).endsWith(" Deployment")) {
                add(settings, environment(object));
            } else if (OPERATOR_KIND.equals(kind(object))) {
                object.getAsJsonObject("spec").getAsJsonArray("additionalOptions").forEach(option -> settings.put(
                        option.getAsJsonObject().get("name").getAsString(), text(option.getAsJsonObject())));
            }
        }
        JsonObject values = values();
        add(settings, parse(values.get("extraEnv").getAsString()).get(0).getAsJsonArray());
        settings.put("http-relative-path", values.getAsJsonObject("http").get("relativePath").getAsString());
        settings.put("db", values.getAsJsonObject("database").get("vendor").getAsString());
        settings.put("proxy-headers", values.getAsJsonObject("proxy").get("mode").getAsString());
        return settings;
    }

    /** Of the one container of the object's pods. */
    private static JsonArray environment(JsonObject object) {
        JsonArray containers = object.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec")
                .getAsJsonArray("containers");
        assertEquals(1, containers.size());
        return containers.get(0).getAsJsonObject().getAsJsonArray("env");
    }

    private static void add(Map<String, String> settings, JsonArray environment) {
        for (JsonElement element : environment) {
            JsonObject variable = element.getAsJsonObject();
            String name = variable.get("name").getAsString();
            assertTrue(name.startsWith("KC_"), name);
            settings.put(name.substring(3).toLowerCase(Locale.ROOT).replace("__", "--").replace('_', '-'),
                    text(variable));
        }
    }

    private static String text(JsonObject variable) {
        return variable.has("value") ? variable.get("value").getAsString() : "";
    }

    private static Set<String> latchkeyOptions() throws IOException {
        Set<String> options = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/settings.md"))) {
            Matcher row = SETTING.matcher(line);
            if (row.matches()) {
                options.add(row.group(1));
            }
        }
        return options;
    }

    /** What Keycloak's classes of options declare; not those of logging, caching and tracing, which need libraries. */
    private static Map<String, Option<?>> keycloakOptions() throws IOException {
        Map<String, Option<?>> options = new HashMap<>();
        URI jar = URI.create("jar:" + Option.class.getProtectionDomain().getCodeSource().getLocation());
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                Stream<Path> classes = Files.list(files.getPath("/org/keycloak/config"))) {
            for (Path file : classes.filter(file -> file.toString().endsWith("Options.class")).toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                try {
                    for (Field field : Class.forName("org.keycloak.config." + name).getFields()) {
                        if (field.getType() == Option.class) {
                            Option<?> option = (Option<?>) field.get(null);
                            options.put(option.getKey(), option);
                        }
                    }
                } catch (NoClassDefFoundError e) {
                    assertTrue(Set.of("LoggingOptions", "CachingOptions", "TracingOptions").contains(name), name);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return options;
    }

    private static void secrets(JsonElement json, Set<String> found) {
        if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(element -> secrets(element, found));
        } else if (json.isJsonObject()) {
            json.getAsJsonObject().asMap().forEach((name, value) -> {
                if (Set.of("secretKeyRef", "usernameSecret", "passwordSecret").contains(name)
                        || "secret".equals(name) && value.isJsonObject()) {
                    found.add(value.getAsJsonObject().get("name").getAsString() + '/'
                            + value.getAsJsonObject().get("key").getAsString());
                } else {
                    secrets(value, found);
                }
            });
        }
    }

    private static List<JsonObject> objects() throws IOException {
        List<JsonObject> objects = new ArrayList<>();
        for (String folder : List.of("kubernetes", "operator")) {
            try (Stream<Path> files = Files.list(DEPLOY.resolve(folder))) {
                for (Path file : files.filter(file -> !file.endsWith("kustomization.yaml")).sorted().toList()) {
                    parse(Files.readString(file)).forEach(json -> objects.add(json.getAsJsonObject()));
                }
            }
        }
        return objects;
    }

    private static JsonObject values() throws IOException {
        return parse(Files.readString(DEPLOY.resolve("keycloakx/values.yaml"))).get(0).getAsJsonObject();
    }

    private static List<JsonElement> parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<JsonElement> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(options)).loadAll(yaml)
                .forEach(document -> documents.add(GSON.toJsonTree(document)));
        return documents;
    }

    private static String kind(JsonObject object) {
        return object.get("apiVersion").getAsString() + ' ' + object.get("kind").getAsString();
    }

    private static Set<String> without(Set<String> all, Set<String> known) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(known);
        return left;
    }
}
