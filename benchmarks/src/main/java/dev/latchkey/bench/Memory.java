package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.latchkey.it.kit.Node;

/** What a server holds in memory: its live heap, and where the system tells it, its resident set. */
final class Memory {

    private final Node node;

    Memory(Node node) {
        this.node = node;
    }

    void print(String when) {
        try {
            System.out.printf("memory %s: live heap %.0f MB, resident set %s%n", when, liveHeap(), residentSet());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return what is on the heap after a collection, in millions of bytes */
    double liveHeap() {
        try {
            collectGarbage();
            return heap() / 1e6;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void collectGarbage() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        new ProcessBuilder(jcmd.toString(), String.valueOf(node.pid()), "GC.run").start().waitFor();
    }

    private double heap() throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(node.managementUrl() + "/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body().lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private String residentSet() throws IOException {
        Path status = Path.of("/proc", String.valueOf(node.pid()), "status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS"))
                        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1000 + " MB")
                        .findFirst().orElse("unknown")
                : "unknown";
    }
}
