package dev.latchkey.it.kit.walk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/**
 * Versions of the server's classes, each without one fix, to find out whether walks would have found the fault. Every
 * folder below a root is one mutant and holds class files; their methods have to be those of the real classes. The
 * folder {@value #ORIGINAL} contains the real classes.
 */
public final class Mutants {

    private static final String ORIGINAL = "original";

    private final Path root;
    private final long process;

    /**
     * @param root    the folder that holds the mutants
     * @param process id of the server's process
     */
    public Mutants(Path root, long process) {
        this.root = root;
        this.process = process;
    }

    /**
     * @param root the folder that holds the mutants
     * @return names of all mutants
     */
    public static List<String> names(Path root) {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(ORIGINAL)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Replaces the server's classes with those of this mutant.
     *
     * @param name the mutant
     */
    public void become(String name) {
        replace(root.resolve(name));
    }

    /**
     * Restores the real classes in place of this mutant's.
     *
     * @param name the mutant
     */
    public void becomeItself(String name) {
        Path mutant = root.resolve(name);
        try (Stream<Path> files = Files.walk(mutant)) {
            Path real = Files.createTempDirectory(ORIGINAL);
            for (Path file : files.filter(Files::isRegularFile).map(mutant::relativize).toList()) {
                Files.createDirectories(real.resolve(file).getParent());
                Files.copy(root.resolve(ORIGINAL).resolve(file), real.resolve(file));
            }
            replace(real);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replace(Path classes) {
        try {
            VirtualMachine jvm = VirtualMachine.attach(String.valueOf(process));
            try {
                jvm.loadAgent(agent().toString(), classes.toString());
            } finally {
                jvm.detach();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("Not replaced: " + classes, e);
        }
    }

    private static Path agent() throws IOException {
        Path jar = Files.createTempDirectory("mutant").resolve("agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", MutantAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
        String entry = MutantAgent.class.getName().replace('.', '/') + ".class";
        try (InputStream agent = MutantAgent.class.getClassLoader().getResourceAsStream(entry);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(entry));
            agent.transferTo(out);
        }
        return jar;
    }
}
