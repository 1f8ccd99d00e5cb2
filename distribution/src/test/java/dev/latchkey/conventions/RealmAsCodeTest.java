package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The Terraform example, which no test can run, has the steps of the file that a test runs; and that file has
 * keycloak-config-cli, which no test can run either, delete nothing.
 */
class RealmAsCodeTest {

    private static final Path FOLDER = Path.of("../deploy/realm");
    private static final String BROWSER = "latchkey browser";
    private static final Pattern RESOURCE =
            Pattern.compile("(?ms)^resource \"keycloak_authentication_(\\w+)\" \"(\\w+)\" \\{\\n(.*?)^}");
    private static final Pattern MEMBER = Pattern.compile("(?m)^  (\\w+) += (?:\"([^\"]*)\"|(\\S+))$");

    /**
     * By member: the type that keycloak-config-cli manages, of which it deletes what the file does not name; empty for
     * members that it only sets. Others are not allowed, such as {@code clients}.
     */
    private static final Map<String, String> MANAGED = Map.of("realm", "", "browserFlow", "",
            "firstBrokerLoginFlow", "", "registrationFlow", "", "resetCredentialsFlow", "", "authenticatorConfig", "",
            "authenticationFlows", "authentication-flow", "requiredActions", "required-action",
            "clientScopes", "client-scope");

    @Test
    void theTerraformExampleHasTheStepsOfTheFile() throws IOException {
        Set<String> steps = new TreeSet<>();
        Map<String, String> aliases = new HashMap<>();
        Set<String> bound = new HashSet<>();
        String example = Files.readString(FOLDER.resolve("main.tf"));
        for (Matcher resource = RESOURCE.matcher(example); resource.find();) {
            Map<String, String> members = members(resource.group(3));
            String name = resource.group(1) + '.' + resource.group(2);
            if (members.containsKey("alias")) {
                aliases.put(name, members.get("alias"));
            }
            if (members.containsKey("parent_flow_alias")) {
                String parent = members.get("parent_flow_alias")
                        .replaceAll("keycloak_authentication_(\\w+\\.\\w+)\\.alias", "$1");
                assertTrue(aliases.containsKey(parent), parent);
                steps.add(String.join(" | ", aliases.get(parent),
                        members.getOrDefault("authenticator", members.get("alias")), members.get("requirement"),
                        members.get("priority")));
            }
            if (name.startsWith("execution.")) {
                bound.add(name);
            }
        }
        assertEquals(steps(), steps);
        String last = example.substring(example.indexOf("depends_on"));
        bound.forEach(name -> assertTrue(last.contains("keycloak_authentication_" + name + ',')
                || last.contains("keycloak_authentication_execution_config" + name.substring(name.indexOf('.'))),
                name));
    }

    @Test
    void theFileDeletesNothingOfAnAdministrator() throws IOException {
        String text = Files.readString(FOLDER.resolve("keycloak-config-cli.yaml"));
        String command = text.substring(0, text.indexOf("\nrealm:"));
        for (String member : file().keySet()) {
            assertTrue(MANAGED.containsKey(member), member);
            String type = MANAGED.get(member);
            assertTrue(type.isEmpty() || command.contains("--import.managed." + type + "=no-delete"), member);
        }
        assertFalse(command.contains("--keycloak.password"), "arguments can be read by every user of the machine");
    }

    private static Map<String, String> members(String body) {
        Map<String, String> members = new HashMap<>();
        for (Matcher member = MEMBER.matcher(body); member.find();) {
            members.put(member.group(1), member.group(2) != null ? member.group(2) : member.group(3));
        }
        return members;
    }

    @SuppressWarnings("unchecked")
    private static Set<String> steps() throws IOException {
        Set<String> steps = new TreeSet<>();
        for (Map<String, Object> flow : (List<Map<String, Object>>) file().get("authenticationFlows")) {
            if (!((String) flow.get("alias")).startsWith(BROWSER)) {
                continue;
            }
            for (Map<String, Object> step : (List<Map<String, Object>>) flow.get("authenticationExecutions")) {
                steps.add(String.join(" | ", (String) flow.get("alias"),
                        String.valueOf(step.getOrDefault("authenticator", step.get("flowAlias"))),
                        (String) step.get("requirement"), String.valueOf(step.get("priority"))));
            }
        }
        return steps;
    }

    private static Map<String, Object> file() throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(FOLDER.resolve("keycloak-config-cli.yaml")));
    }
}
