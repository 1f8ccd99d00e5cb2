package dev.latchkey.sms.gateway.smpp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands before a message centre and can forget its connections: they stay open, and nothing passes any more. */
final class Firewall implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Set<Socket> forgotten = ConcurrentHashMap.newKeySet();

    Firewall(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Forgets the connections that stand now. */
    void forget() {
        forgotten.addAll(sockets);
    }

    private void accept() {
        try {
            while (true) {
                Socket from = server.accept();
                Socket to = new Socket("127.0.0.1", target);
                sockets.addAll(List.of(from, to));
                daemon(() -> pump(from, to));
                daemon(() -> pump(to, from));
            }
        } catch (IOException e) {
            // the test has ended
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[4096];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                if (!forgotten.contains(from)) {
                    out.write(bytes, 0, read);
                }
            }
        } catch (IOException e) {
            // one side has ended the connection
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "firewall");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
