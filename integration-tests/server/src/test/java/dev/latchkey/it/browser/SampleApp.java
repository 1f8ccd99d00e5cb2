package dev.latchkey.it.browser;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** The sample in {@code samples/typescript}, built by its own scripts and served where the demo realm expects it. */
final class SampleApp implements AutoCloseable {

    /** The port that the demo realm's client {@code browser-app} names. */
    private static final int PORT = 5173;
    private static final Path SOURCE = Path.of("../../samples/typescript");
    private static final Path API = Path.of("../../docs/openapi.json");
    private static final String DEMO_REALM = "http://localhost:8080/realms/latchkey";
    private static final long BUILD_MINUTES = 5;

    private final Path folder;
    private final HttpServer server;
    private final String realm;

    private SampleApp(Path folder, String realm) throws IOException {
        this.folder = folder;
        this.realm = realm;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Whether Node.js and npm are on the PATH. */
    static boolean buildable() {
        return Stream.of("node", "npm").allMatch(name -> onPath(name).isPresent());
    }

    /**
     * Builds and serves the sample.
     *
     * @param realm address of the realm, in place of the quickstart's
     */
    static SampleApp start(String realm) throws IOException, InterruptedException {
        // as in the repository, of which the sample reads docs/openapi.json
        Path copy = Files.createDirectories(Path.of("target/typescript")).toAbsolutePath();
        Path folder = Files.createDirectories(copy.resolve("samples/typescript"));
        Files.createDirectories(folder.resolve("src"));
        Files.createDirectories(copy.resolve("docs"));
        Files.write(copy.resolve("docs/openapi.json"), Files.readAllBytes(API));
        for (Path file : sources()) {
            Files.write(folder.resolve(SOURCE.relativize(file).toString()), Files.readAllBytes(file));
        }
        run(folder, "npm", "ci");
        run(folder, "npm", "run", "build");
        return new SampleApp(folder, realm);
    }

    /** @return the sample's address, without a slash at the end, under this name of the loopback address */
    String at(String host) {
        return "http://" + host + ':' + PORT;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> top = Files.list(SOURCE); Stream<Path> inner = Files.list(SOURCE.resolve("src"))) {
            return Stream.concat(top, inner).filter(Files::isRegularFile).toList();
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        File log = folder.resolve("build.log").toFile();
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
        if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " took too long");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + ":\n" + Files.readString(log.toPath()));
        }
    }

    private void answer(HttpExchange request) throws IOException {
        boolean script = "/dist/main.js".equals(request.getRequestURI().getPath());
        String file = Files.readString(folder.resolve(script ? "dist/main.js" : "index.html"));
        byte[] content = (script ? file : file.replace(DEMO_REALM, realm)).getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().set("Content-Type", script ? "text/javascript" : "text/html; charset=utf-8");
        request.sendResponseHeaders(200, content.length);
        try (var body = request.getResponseBody()) {
            body.write(content);
        }
    }

    private static Optional<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).findFirst();
    }
}
