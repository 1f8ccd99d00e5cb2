package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Forwards connections to the server from an address of its own, byte by byte. Java's HTTP client cannot choose its
 * local address.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket entrance;
    private final InetAddress from;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param from one of this machine's addresses */
    Relay(String from) {
        try {
            this.from = InetAddress.getByName(from);
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + entrance.getLocalPort();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket server = new Socket();
                server.bind(new InetSocketAddress(from, 0));
                URI base = URI.create(FlowServer.BASE);
                server.connect(new InetSocketAddress(base.getHost(), base.getPort()));
                threads.execute(() -> copy(client, server));
                threads.execute(() -> copy(server, client));
            } catch (IOException e) {
                if (!entrance.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** Forwards bytes until either side closes. */
    private static void copy(Socket source, Socket target) {
        try (source; target) {
            source.getInputStream().transferTo(target.getOutputStream());
        } catch (IOException e) {
            // the other direction has closed both
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
