package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An app that accepts requests and never completes an answer. */
final class HangingApp implements AutoCloseable {

    private static final long TRICKLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final boolean trickles;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch firstGivenUp = new CountDownLatch(1);

    /** @param trickles whether it sends header after header, so that no read of the client takes long */
    HangingApp(boolean trickles) {
        this.trickles = trickles;
        try {
            socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/logout";
    }

    /** How many requests have come. */
    int requests() {
        return requests.get();
    }

    /** Waits until the client of a request no longer waits for the answer. */
    boolean isGivenUp() throws InterruptedException {
        return firstGivenUp.await(90, TimeUnit.SECONDS);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                requests.incrementAndGet();
                threads.execute(() -> hang(client));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void hang(Socket client) {
        try (client) {
            if (trickles) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
                while (!socket.isClosed()) {
                    client.getOutputStream().write("X: x\r\n".getBytes(StandardCharsets.UTF_8));
                    LockSupport.parkNanos(TRICKLE_NANOS);
                }
            } else {
                while (!socket.isClosed() && client.getInputStream().read() >= 0) {
                    // the request
                }
            }
        } catch (IOException e) {
            // given up
        } finally {
            firstGivenUp.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
