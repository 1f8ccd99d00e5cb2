package dev.latchkey.it.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import dev.latchkey.it.kit.Distributions;
import org.keycloak.provider.ProviderFactory;

/** Packs providers of the tests into a jar for Keycloak. */
final class ProviderJar {

    private ProviderJar() {
    }

    /**
     * Packs the complete packages of factories. The jar has the same bytes each time, or Keycloak would have to be
     * built again for each run.
     *
     * @param name      file name of the jar
     * @param factories the factories, by the interface under which Keycloak loads them
     */
    static synchronized Path of(String name, Map<Class<?>, Class<? extends ProviderFactory<?>>> factories) {
        Path jar = Distributions.work().resolve(name);
        try {
            Files.createDirectories(jar.getParent());
            // another process may be reading the jar
            Path written = Files.createTempFile(jar.getParent(), name, ".tmp");
            try (OutputStream file = Files.newOutputStream(written);
                    JarOutputStream out = new JarOutputStream(file)) {
                for (Class<?> factory : factories.values()) {
                    addPackage(out, factory);
                }
                for (Map.Entry<Class<?>, Class<? extends ProviderFactory<?>>> factory : factories.entrySet()) {
                    add(out, "META-INF/services/" + factory.getKey().getName(),
                            factory.getValue().getName().getBytes(StandardCharsets.UTF_8));
                }
                add(out, "META-INF/beans.xml", "<beans bean-discovery-mode=\"annotated\" version=\"4.0\"/>"
                        .getBytes(StandardCharsets.UTF_8));
            }
            return Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addPackage(JarOutputStream out, Class<?> type) throws IOException {
        Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
        Path folder = classes.resolve(type.getPackageName().replace('.', '/'));
        List<Path> all;
        try (var files = Files.list(folder)) {
            all = files.sorted().toList();
        }
        for (Path file : all) {
            add(out, classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
        }
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
