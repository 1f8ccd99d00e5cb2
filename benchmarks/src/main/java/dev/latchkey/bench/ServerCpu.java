package dev.latchkey.bench;

import java.time.Duration;

import dev.latchkey.it.kit.Node;

/** The processor time that a server has used. */
final class ServerCpu {

    private final Node node;

    ServerCpu(Node node) {
        this.node = node;
    }

    /**
     * @return the time of all its threads since its start
     * @throws IllegalStateException if the operating system does not tell it
     */
    Duration used() {
        return ProcessHandle.of(node.pid()).flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("No processor time is known of the server"));
    }
}
