package dev.latchkey.quickstart;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The Chromium of this machine, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {

    private static final String LISTENS = "DevTools listening on ws://";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private WebSocket tab;

    private Chromium(Process process) {
        this.process = process;
    }

    /** Whether a Chromium is on the PATH. */
    static boolean installed() {
        return executable().isPresent();
    }

    /** Opens a page; whatever the browser writes is in the folder. */
    static Chromium open(String url, Path folder) throws Exception {
        // no sandbox: it does not work for root, the user that runs tests in a container
        ProcessBuilder builder = new ProcessBuilder(executable().orElseThrow().toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--remote-debugging-port=0", "--user-data-dir=" + folder.resolve("profile"), url)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TMPDIR", folder.toString());
        Chromium chromium = new Chromium(builder.start());
        try {
            chromium.attach(url);
            return chromium;
        } catch (Exception | Error e) {
            chromium.close();
            throw e;
        }
    }

    private void attach(String url) throws Exception {
        String port = port(process.errorReader());
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest tabs = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
        String address = eventually(() -> StreamSupport.stream(JSON.readTree(client.send(tabs,
                        HttpResponse.BodyHandlers.ofString()).body()).spliterator(), false)
                .filter(page -> page.path("url").asText().equals(url))
                .map(page -> page.path("webSocketDebuggerUrl").asText()).findFirst().orElse(""),
                found -> !found.isEmpty());
        tab = client.newWebSocketBuilder().buildAsync(URI.create(address), new Answers()).join();
        // the list names a page that is still to come
        await("document.readyState + ' ' + location.href", ("complete " + url)::equals);
    }

    private static String port(BufferedReader log) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.startsWith(LISTENS)) {
                return String.valueOf(URI.create(line.substring(line.indexOf("ws://"))).getPort());
            }
        }
        throw new IOException("Chromium has ended");
    }

    /** Runs a script in the page; returns its value, empty where the page is about to be replaced. */
    String run(String script) throws Exception {
        tab.sendText(JSON.writeValueAsString(Map.of("id", 1, "method", "Runtime.evaluate",
                "params", Map.of("expression", script, "userGesture", true))), true).join();
        String answer = answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonNode result = JSON.readTree(answer == null ? "{}" : answer).path("result").path("result");
        return result.path("value").asText("");
    }

    /** Runs a script until its value is as demanded; returns the last one. */
    String await(String script, Predicate<String> demanded) throws Exception {
        return eventually(() -> run(script), demanded);
    }

    private interface Attempt {
        String run() throws Exception;
    }

    private static String eventually(Attempt attempt, Predicate<String> demanded) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String value = attempt.run();
        while (!demanded.test(value) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
            value = attempt.run();
        }
        return value;
    }

    private static Optional<Path> executable() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator)).map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable).findFirst();
    }

    /** Ends the browser and what it has started. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        // the folder of the profile is deleted next
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(handle -> handle.onExit().join());
    }

    private final class Answers implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                answers.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
