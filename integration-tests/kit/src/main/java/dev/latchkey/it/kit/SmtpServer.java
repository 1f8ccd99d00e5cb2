package dev.latchkey.it.kit;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;

/**
 * A mail server on the loopback address that accepts mails at once or slowly, refuses them, or hangs; with TLS and
 * authentication, where it has a certificate.
 */
public final class SmtpServer implements AutoCloseable {

    /** How a mail server behaves. */
    public enum Mood {
        /** Accepts every mail, after {@link SmtpServer#delay}. */
        TAKES,
        /** Answers every recipient with an error 550. */
        REFUSES,
        /** Accepts the connection and never sends anything. */
        HANGS,
        /** Accepts every mail, and closes the connection without saying so. */
        MUMBLES
    }

    /** The user whom a server with a certificate demands. */
    public static final String USER = "mailer";
    /** This user's password. */
    public static final String PASSWORD = "smtp-password-of-tests";

    private final int port;
    private final SSLContext tls;
    private final boolean startTls;
    private final boolean stripped;
    private final List<Mail> mails = new ArrayList<>();
    private final Map<String, List<Mail>> byRecipient = new HashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private final AtomicInteger farewells = new AtomicInteger();
    private volatile int mailsPerConnection = Integer.MAX_VALUE;
    private volatile Mood mood = Mood.TAKES;
    private volatile Duration delay = Duration.ZERO;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile ServerSocket socket;
    private volatile Thread accepting;

    /** Starts a server on a free port; it accepts mails at once. */
    public SmtpServer() {
        this(null, false, false);
    }

    private SmtpServer(SSLContext tls, boolean startTls, boolean stripped) {
        this.port = Ports.free();
        this.tls = tls;
        this.startTls = startTls;
        this.stripped = stripped;
        start();
    }

    /**
     * @param certificate the server's
     * @return a server that demands TLS from the first byte on, and authentication
     */
    public static SmtpServer withTls(TestCertificate certificate) {
        return new SmtpServer(certificate.tls(), false, false);
    }

    /**
     * @param certificate the server's
     * @return a server that offers STARTTLS, and demands authentication
     */
    public static SmtpServer withStartTls(TestCertificate certificate) {
        return new SmtpServer(certificate.tls(), true, false);
    }

    /** @return a server without TLS that accepts passwords, as one with STARTTLS looks behind who leaves that out */
    public static SmtpServer withoutStartTls() {
        return new SmtpServer(null, false, true);
    }

    /** Listens again after {@link #close}, on the same port. */
    public void start() {
        try {
            ServerSocket listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
            socket = listening;
            accepting = daemon(() -> accept(listening));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the port it listens on */
    public int port() {
        return port;
    }

    /** @param next how it behaves from the next connection on */
    public void mood(Mood next) {
        mood = next;
    }

    /** @param perMail time that the server takes to accept a mail */
    public void delay(Duration perMail) {
        delay = perMail;
    }

    /** Accepts no mail from now on, until {@link #release}; clients that send one wait. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    /** Accepts the waiting mails, and those that follow. */
    public void release() {
        gate.countDown();
    }

    /** @return all mails accepted so far, in their order */
    public List<Mail> mails() {
        synchronized (mails) {
            return List.copyOf(mails);
        }
    }

    /** @return number of connections so far */
    public int connections() {
        return connections.get();
    }

    /** @return number of connections that stand now */
    public int open() {
        return open.size();
    }

    /** @return how many clients have said that they end the connection */
    public int farewells() {
        return farewells.get();
    }

    /** @return what clients have authenticated with, decoded, in its order */
    public List<String> credentials() {
        return List.copyOf(credentials);
    }

    /** @param most mails accepted over one connection; it stays open, and further ones are refused */
    public void mailsPerConnection(int most) {
        mailsPerConnection = most;
    }

    /** Closes every connection, as a server does that has heard nothing for a while. New ones are accepted. */
    public void dropConnections() {
        open.forEach(SmtpServer::closeQuietly);
    }

    /** @return most mails that it was busy with at the same time */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** Counts {@link #mostAtOnce} anew. */
    public void forgetMostAtOnce() {
        mostAtOnce.set(0);
    }

    /**
     * Counts the mails to one user.
     *
     * @param address the address
     * @return number of accepted mails
     */
    public int count(String address) {
        return (int) mails().stream().filter(mail -> mail.to().equals(address)).count();
    }

    /**
     * Waits for a mail.
     *
     * @param address address of the recipient
     * @param count   number of the mail to this recipient, from 1
     * @return the mail
     * @throws IllegalStateException if it has not arrived after three minutes
     */
    public Mail await(String address, int count) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        synchronized (mails) {
            for (;;) {
                List<Mail> found = byRecipient.getOrDefault(address, List.of());
                if (found.size() >= count) {
                    return found.get(count - 1);
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException(found.size() + " of " + count + " mails came to " + address);
                }
                try {
                    mails.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Stops listening and drops every connection; new connections are refused from now on. */
    @Override
    public void close() {
        closeQuietly(socket);
        try {
            // the port is free only once the thread that waits for connections has closed it
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(SmtpServer::closeQuietly);
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                connections.incrementAndGet();
                open.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try {
            if (mood == Mood.HANGS) {
                // until the client gives up
                client.getInputStream().read();
            } else {
                converse(client);
            }
        } catch (IOException e) {
            // the client is gone, or this server was closed
        } finally {
            open.remove(client);
            closeQuietly(client);
        }
    }

    private void converse(Socket client) throws IOException {
        Socket socket = tls == null || startTls ? client : secured(client);
        BufferedReader in = reader(socket);
        OutputStream out = socket.getOutputStream();
        List<String> recipients = new ArrayList<>();
        String from = "";
        int taken = 0;
        boolean known = tls == null;
        say(out, "220 test");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("EHLO")) {
                say(out, stripped ? "250-test\r\n250 AUTH PLAIN" : tls == null ? "250 ok"
                        : "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN XOAUTH2");
            } else if (command.equals("STARTTLS")) {
                say(out, "220 go on");
                socket = secured(client);
                in = reader(socket);
                out = socket.getOutputStream();
            } else if (command.startsWith("AUTH ")) {
                known = (stripped || socket instanceof SSLSocket) && isKnown(line.split(" "));
                say(out, known ? "235 hello" : "535 unknown");
            } else if (command.startsWith("MAIL")) {
                from = address(line);
                say(out, !known ? "530 who is there" : taken >= mailsPerConnection ? "452 too many" : "250 ok");
            } else if (command.startsWith("RCPT")) {
                if (mood == Mood.REFUSES) {
                    say(out, "550 not here");
                } else {
                    recipients.add(address(line));
                    say(out, "250 ok");
                }
            } else if (command.equals("DATA")) {
                say(out, "354 go on");
                String data = data(in);
                mostAtOnce.accumulateAndGet(busy.incrementAndGet(), Math::max);
                pretendToBeBusy();
                busy.decrementAndGet();
                for (String to : recipients) {
                    keep(new Mail(to, text(data), from, data));
                }
                recipients.clear();
                taken++;
                if (mood == Mood.MUMBLES) {
                    return;
                }
                say(out, "250 taken");
            } else if (command.equals("QUIT")) {
                farewells.incrementAndGet();
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 ok");
            }
        }
    }

    private Socket secured(Socket client) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static String address(String line) {
        return line.replaceAll(".*<(.*)>.*", "$1");
    }

    /** Any token is right; that it is the one that was given, a test sees in {@link #credentials}. */
    private boolean isKnown(String[] words) {
        String response = new String(Base64.getDecoder().decode(words[2]), StandardCharsets.UTF_8);
        credentials.add(response);
        return words[1].equals("XOAUTH2") ? response.startsWith("user=" + USER + "\1auth=Bearer ")
                : response.endsWith("\0" + USER + "\0" + PASSWORD);
    }

    private void pretendToBeBusy() {
        try {
            gate.await();
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(Mail mail) {
        synchronized (mails) {
            mails.add(mail);
            byRecipient.computeIfAbsent(mail.to(), to -> new ArrayList<>()).add(mail);
            mails.notifyAll();
        }
    }

    private static String data(BufferedReader in) throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            data.append(line.startsWith("..") ? line.substring(1) : line).append("\r\n");
        }
        return data.toString();
    }

    private static String text(String data) {
        try {
            byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
            String text = text(new MimeMessage(null, new ByteArrayInputStream(bytes)));
            if (text == null) {
                throw new IllegalStateException("The mail has no text part");
            }
            return text;
        } catch (IOException | MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Part part) throws IOException, MessagingException {
        if (part.isMimeType("text/plain")) {
            return (String) part.getContent();
        }
        if (part.getContent() instanceof Multipart several) {
            for (int i = 0; i < several.getCount(); i++) {
                String text = text(several.getBodyPart(i));
                if (text != null) {
                    return text;
                }
            }
        }
        return null;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "smtp");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // it is closed already, as intended
        }
    }
}
