package dev.latchkey.sms.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP API that takes one request for each connection and answers with the bytes that a test gives, so that a test
 * also decides what is no HTTP.
 */
final class TextApi implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    /** What it does with a request that it has read. */
    interface Behaviour {

        /** @param connection which is closed afterwards */
        void answer(Socket connection) throws Exception;
    }

    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = status(201);

    TextApi() throws IOException {
        server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::serve, "text-api");
        thread.setDaemon(true);
        thread.start();
    }

    static Behaviour answers(String bytes) {
        return connection -> connection.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with this status, further header lines, and no body. */
    static Behaviour status(int status, String... headers) {
        return answers("HTTP/1.1 " + status + " S\r\nContent-Length: 0\r\nConnection: close\r\n"
                + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n");
    }

    void behaves(Behaviour next) {
        behaviour = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The requests as they came, oldest first. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                requests.add(read(connection));
                behaviour.answer(connection);
            } catch (Exception e) {
                // the client has gone, or the test has ended
            }
        }
    }

    private static String read(Socket connection) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) connection.getInputStream().read());
        }
        Matcher length = LENGTH.matcher(request);
        if (length.find()) {
            request.append(new String(connection.getInputStream().readNBytes(Integer.parseInt(length.group(1))),
                    StandardCharsets.UTF_8));
        }
        return request.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
