package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes the clock of a running server stoppable. Keycloak's own {@code Time}, which Keycloak and Latchkey read, can be
 * moved but not stopped: a permit of a rate limit could come back between two requests of a test on a slow machine.
 * Therefore the server's process gets a version of this one class that reads the system property {@value #STOPPED_AT}
 * before it reads the system's clock.
 */
public final class StoppableClock {

    /** The server's system property with the time at which its clock is stopped, in milliseconds. */
    public static final String STOPPED_AT = "latchkey.test.clock-stopped-at";

    private StoppableClock() {
    }

    /**
     * Replaces the class that reads the time, until the server ends.
     *
     * @param pid  process id of the server
     * @param time class file of the server's own {@code org.keycloak.common.util.Time}
     */
    public static void install(long pid, byte[] time) {
        try {
            Path work = Files.createTempDirectory("stoppable-clock");
            Path replacement = Files.write(work.resolve("Time.class"), stoppable(time));
            VirtualMachine jvm = VirtualMachine.attach(String.valueOf(pid));
            try {
                jvm.loadAgent(agent(work.resolve("agent.jar")).toString(), replacement.toString());
            } finally {
                jvm.detach();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalStateException("The clock of process " + pid + " cannot be stopped", e);
        }
    }

    /** Rewrites the class; where it reads the system's clock, the property takes precedence. */
    private static byte[] stoppable(byte[] time) {
        ClassReader reader = new ClassReader(time);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                return new PropertyFirst(super.visitMethod(access, name, descriptor, signature, exceptions));
            }
        }, 0);
        return writer.toByteArray();
    }

    private static Path agent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", ClockAgent.class.getName());
        manifest.getMainAttributes().putValue("Can-Redefine-Classes", "true");
        String entry = ClockAgent.class.getName().replace('.', '/') + ".class";
        try (InputStream agent = ClockAgent.class.getClassLoader().getResourceAsStream(entry);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.putNextEntry(new JarEntry(entry));
            agent.transferTo(out);
        }
        return jar;
    }

    /** {@code Long.getLong(STOPPED_AT, System.currentTimeMillis())} in place of the second call alone. */
    private static final class PropertyFirst extends MethodVisitor {

        PropertyFirst(MethodVisitor method) {
            super(Opcodes.ASM9, method);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            boolean reads = owner.equals("java/lang/System") && name.equals("currentTimeMillis");
            if (reads) {
                super.visitLdcInsn(STOPPED_AT);
            }
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            if (reads) {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Long", "getLong",
                        "(Ljava/lang/String;J)Ljava/lang/Long;", false);
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Long", "longValue", "()J", false);
            }
        }
    }
}
