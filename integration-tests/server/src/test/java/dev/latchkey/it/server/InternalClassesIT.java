package dev.latchkey.it.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.it.kit.Distributions;
import org.junit.jupiter.api.Test;

/** The list of Keycloak's internal classes that the jar uses, in {@code docs/internal-classes.md}, is complete. */
class InternalClassesIT {

    private static final Path PAGE = Path.of("../../docs/internal-classes.md");
    private static final Path WRITTEN = Path.of("target/internal-classes.md");
    private static final Pattern USE = Pattern.compile(" +(dev\\.latchkey\\.[\\w.$]+) +-> (org\\.keycloak\\.[\\w.$]+)"
            + " +org\\.keycloak\\.(keycloak-[a-z0-9-]+)-\\d.*");
    /** Keycloak's public API. */
    private static final Set<String> PUBLIC = Set.of("keycloak-server-spi", "keycloak-core", "keycloak-common");
    private static final String HEAD = """
            # Keycloak's internal classes in use

            What the jar for the newest line uses of Keycloak outside of `keycloak-server-spi`, `keycloak-core` and
            `keycloak-common`, which are its public API. A new version of Keycloak may move or change these classes
            without notice. `InternalClassesIT` compares this page with the jar, and writes the page as it should be to
            `integration-tests/server/target/internal-classes.md`.
            """;

    @Test
    void theDocsListWhatTheJarUses() throws IOException {
        String listed = list();
        Files.writeString(WRITTEN, listed);
        assertTrue(listed.contains("`org.keycloak.protocol.oidc.TokenManager`"), listed);
        assertEquals(listed, Files.readString(PAGE), "copy " + WRITTEN + " to docs/");
    }

    private static String list() throws IOException {
        SortedMap<String, SortedMap<String, Set<String>>> uses = new TreeMap<>();
        for (String line : (Iterable<String>) jdeps().lines()::iterator) {
            Matcher use = USE.matcher(line);
            if (use.matches() && !PUBLIC.contains(use.group(3))) {
                uses.computeIfAbsent(use.group(3), artifact -> new TreeMap<>())
                        .computeIfAbsent(outer(use.group(2)), type -> new TreeSet<>())
                        .add(outer(use.group(1)));
            }
        }
        StringBuilder page = new StringBuilder(HEAD);
        uses.forEach((artifact, types) -> {
            page.append("\n## ").append(artifact).append("\n\n| class | used by |\n|---|---|\n");
            types.forEach((type, users) -> page.append("| `").append(type).append("` | ")
                    .append(users.stream().map(user -> '`' + user.substring(user.lastIndexOf('.') + 1) + '`')
                            .collect(Collectors.joining(", ")))
                    .append(" |\n"));
        });
        return page.toString();
    }

    private static String jdeps() throws IOException {
        Path libraries = Distributions.unpacked(Distributions.CURRENT).directory().resolve("lib/lib/main");
        String path;
        try (Stream<Path> jars = Files.list(libraries)) {
            path = jars.filter(jar -> jar.getFileName().toString().startsWith("org.keycloak."))
                    .map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
        StringWriter out = new StringWriter();
        int result = ToolProvider.findFirst("jdeps").orElseThrow().run(new PrintWriter(out, true),
                new PrintWriter(out, true), "--multi-release", "17", "-v", "-cp", path,
                System.getProperty("latchkey.jar"));
        assertEquals(0, result, out::toString);
        return out.toString();
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }
}
