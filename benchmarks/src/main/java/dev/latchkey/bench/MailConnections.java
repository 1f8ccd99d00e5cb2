package dev.latchkey.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.it.kit.Ports;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/**
 * What it would save to keep connections to a mail server: a mail over a connection of its own, as Keycloak's sender
 * opens one for each mail, compared with a mail over one that is open already. With TLS and a password, on the same
 * machine and over a relay that delays each direction.
 */
public final class MailConnections {

    private static final String USER = "sender@localhost";
    private static final String PASSWORD = "sender-password";
    private static final int WARM_UP = 300;

    private final int port = Ports.free();

    private MailConnections() {
    }

    /**
     * Runs the comparison and prints it.
     *
     * @param arguments none
     * @throws Exception if a mail cannot be sent
     */
    public static void main(String[] arguments) throws Exception {
        new MailConnections().run();
    }

    private void run() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.setUser(USER, PASSWORD);
        server.start();
        try {
            opened(port, WARM_UP);
            Conditions.print("GreenMail, TLS and AUTH, one mail of 4 kB at a time");
            compare("no delay", port, 300);
            for (int roundTrip : List.of(10, 30)) {
                try (ServerSocket relay = relay(Duration.ofMillis(roundTrip))) {
                    compare(roundTrip + " ms a round trip", relay.getLocalPort(), 30);
                }
            }
        } finally {
            server.stop();
        }
    }

    private static void compare(String what, int port, int count) throws MessagingException {
        List<Duration> opened = opened(port, count);
        List<Duration> kept = kept(port, count);
        Figures.print(what + ", connection of its own", opened);
        Figures.print(what + ", connection kept      ", kept);
        System.out.printf("ratio of the medians: %.3f%n", Figures.ratio(opened, kept));
    }

    private static List<Duration> opened(int port, int count) throws MessagingException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            Session session = session(port);
            try (Transport transport = session.getTransport("smtp")) {
                transport.connect(USER, PASSWORD);
                send(session, transport);
            }
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return times;
    }

    private static List<Duration> kept(int port, int count) throws MessagingException {
        List<Duration> times = new ArrayList<>();
        Session session = session(port);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(USER, PASSWORD);
            for (int i = 0; i < count; i++) {
                long start = System.nanoTime();
                send(session, transport);
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
        }
        return times;
    }

    private static void send(Session session, Transport transport) throws MessagingException {
        Address to = new InternetAddress("somebody@example.com");
        Message mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress(USER));
        mail.setRecipient(Message.RecipientType.TO, to);
        mail.setSubject("Your code");
        mail.setText("0123456789abcde\n".repeat(256));
        mail.saveChanges();
        transport.sendMessage(mail, new Address[]{to});
    }

    private static Session session(int port) {
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.host", "127.0.0.1");
        settings.setProperty("mail.smtp.port", String.valueOf(port));
        settings.setProperty("mail.smtp.auth", "true");
        settings.setProperty("mail.smtp.ssl.enable", "true");
        // GreenMail's certificate is its own
        settings.setProperty("mail.smtp.ssl.trust", "*");
        settings.setProperty("mail.smtp.ssl.checkserveridentity", "false");
        settings.setProperty("mail.from", USER);
        return Session.getInstance(settings);
    }

    /** Listens on a free port, and passes everything on with half of a round trip's delay in each direction. */
    private ServerSocket relay(Duration roundTrip) throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                // as the connection itself takes one
                sleep(roundTrip);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                server.setTcpNoDelay(true);
                daemon(() -> pump(client, server, roundTrip.dividedBy(2)));
                daemon(() -> pump(server, client, roundTrip.dividedBy(2)));
            }
        });
        return listening;
    }

    private static void pump(Socket from, Socket to, Duration delay) throws IOException, InterruptedException {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[65_536];
            for (int read = in.read(some); read > 0; read = in.read(some)) {
                sleep(delay);
                out.write(some, 0, read);
                out.flush();
            }
        }
    }

    private static void sleep(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** Work that ends with its connection. */
    private interface Work {

        void run() throws IOException, InterruptedException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // the connection is closed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
