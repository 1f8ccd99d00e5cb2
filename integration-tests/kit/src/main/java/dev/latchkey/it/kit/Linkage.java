package dev.latchkey.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds the members of a Keycloak distribution that the byte code of a jar uses and that are missing. The JVM itself
 * reports a missing member only when the call is made, with {@code NoSuchMethodError} or {@code NoClassDefFoundError}.
 */
public final class Linkage {

    private static final String KEYCLOAK = "org/keycloak/";

    private final Map<String, Members> classes = new HashMap<>();

    /** @param distribution an unpacked Keycloak */
    public Linkage(Path distribution) {
        try (Stream<Path> jars = Files.list(distribution.resolve("lib").resolve("lib").resolve("main"))) {
            jars.filter(jar -> jar.getFileName().toString().startsWith("org.keycloak."))
                    .forEach(jar -> read(jar, this::index));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param jar a provider jar
     * @return what the jar uses of Keycloak and the distribution lacks, each as the class that uses it, {@code " -> "},
     *         and the missing class, or {@code class#member} where only the member is missing
     */
    public SortedSet<String> missing(Path jar) {
        SortedSet<String> missing = new TreeSet<>();
        read(jar, (name, reader) -> reader.accept(new Uses(name, missing), ClassReader.SKIP_DEBUG));
        return missing;
    }

    private void index(String name, ClassReader reader) {
        Members members = new Members(reader.getSuperName(), List.of(reader.getInterfaces()), new HashSet<>());
        reader.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                    String[] exceptions) {
                if ((access & Opcodes.ACC_PRIVATE) == 0) {
                    members.declared().add(method + descriptor);
                }
                return null;
            }

            @Override
            public FieldVisitor visitField(int access, String field, String descriptor, String signature,
                    Object value) {
                if ((access & Opcodes.ACC_PRIVATE) == 0) {
                    members.declared().add(field + ':' + descriptor);
                }
                return null;
            }
        }, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        classes.put(name, members);
    }

    private boolean has(String owner, String member) {
        Members members = classes.get(owner);
        if (members == null) {
            // classes of Java and of libraries: out of scope, and not known here
            return !owner.startsWith(KEYCLOAK);
        }
        return members.declared().contains(member)
                || members.superName() != null && !members.superName().equals("java/lang/Object")
                        && has(members.superName(), member)
                || members.interfaces().stream().anyMatch(parent -> has(parent, member));
    }

    private static void read(Path jar, BiConsumer<String, ClassReader> action) {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    try (InputStream code = file.getInputStream(entry)) {
                        action.accept(entry.getName().replace(".class", ""), new ClassReader(code));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Members(String superName, List<String> interfaces, Set<String> declared) {
    }

    private final class Uses extends ClassVisitor {

        private final String user;
        private final Collection<String> missing;

        Uses(String user, Collection<String> missing) {
            super(Opcodes.ASM9);
            this.user = user;
            this.missing = missing;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String superName,
                String[] interfaces) {
            type(superName);
            Stream.of(interfaces).forEach(this::type);
        }

        @Override
        public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
            types(descriptor);
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                String[] exceptions) {
            types(descriptor);
            return new Calls();
        }

        private void types(String descriptor) {
            if (descriptor.startsWith("(")) {
                Stream.of(Type.getArgumentTypes(descriptor)).map(Type::getDescriptor).forEach(this::types);
                types(Type.getReturnType(descriptor).getDescriptor());
            } else if (descriptor.endsWith(";")) {
                type(descriptor.substring(descriptor.indexOf('L') + 1, descriptor.length() - 1));
            }
        }

        private void type(String name) {
            if (name.startsWith("[")) {
                types(name);
            } else if (name.startsWith(KEYCLOAK) && !classes.containsKey(name)) {
                miss(name);
            }
        }

        private void member(String owner, String member, String shown) {
            if (owner.startsWith("[")) {
                return;
            }
            type(owner);
            if (classes.containsKey(owner) && !has(owner, member)) {
                miss(owner + '#' + shown);
            }
        }

        private void miss(String what) {
            missing.add((user + " -> " + what).replace('/', '.'));
        }

        private final class Calls extends MethodVisitor {

            Calls() {
                super(Opcodes.ASM9);
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                member(owner, name + descriptor, name);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
                member(owner, name + ':' + descriptor, name);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                type(type);
            }

            @Override
            public void visitLdcInsn(Object value) {
                if (value instanceof Type type && type.getSort() == Type.OBJECT) {
                    type(type.getInternalName());
                }
            }

            @Override
            public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
                types(descriptor);
                for (Object argument : arguments) {
                    if (argument instanceof Handle handle) {
                        member(handle.getOwner(), handle.getTag() <= Opcodes.H_PUTSTATIC
                                ? handle.getName() + ':' + handle.getDesc() : handle.getName() + handle.getDesc(),
                                handle.getName());
                    }
                }
            }
        }
    }
}
