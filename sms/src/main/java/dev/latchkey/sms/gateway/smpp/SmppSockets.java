package dev.latchkey.sms.gateway.smpp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jsmpp.session.connection.Connection;
import org.jsmpp.session.connection.ConnectionFactory;
import org.jsmpp.session.connection.socket.SocketConnection;

/**
 * Opens connections within a time, unlike the library, and with TLS verifies the name in the server's certificate.
 *
 * @param tls     makes TLS of a connection; empty for a plain one
 * @param timeout longest time for each of connection and handshake
 */
record SmppSockets(Optional<SSLSocketFactory> tls, Duration timeout) implements ConnectionFactory {

    @Override
    public Connection createConnection(String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), millis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis());
            return new SocketConnection(tls.isPresent() ? encrypted(tls.get(), socket, host, port) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket encrypted(SSLSocketFactory tls, Socket socket, String host, int port) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.createSocket(socket, host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        // RFC 2818, the rule for names in certificates that Java has besides that of LDAP
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private int millis() {
        return (int) timeout.toMillis();
    }
}
