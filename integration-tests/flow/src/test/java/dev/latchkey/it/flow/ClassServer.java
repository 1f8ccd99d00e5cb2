package dev.latchkey.it.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpServer;
import org.keycloak.testframework.annotations.InjectHttpServer;
import org.keycloak.testframework.http.HttpServerSupplier;
import org.keycloak.testframework.injection.InstanceContext;

/**
 * Where the server gets the classes of what a test runs in it. The framework's own is at one address for the whole
 * machine; this one is at the address that {@code localhost} has in this process and in its server.
 */
final class ClassServer extends HttpServerSupplier {

    /** The server looks for it there. */
    private static final int PORT = 8500;
    private static final int BACKLOG = 10;

    @Override
    public HttpServer getValue(InstanceContext<HttpServer, InjectHttpServer> instance) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("localhost", PORT), BACKLOG);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
