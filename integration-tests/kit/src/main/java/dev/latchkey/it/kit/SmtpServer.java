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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;

/** A mail server on the loopback address that accepts mails at once or slowly, refuses them, or hangs. */
public final class SmtpServer implements AutoCloseable {

    /** How a mail server behaves. */
    public enum Mood {
        /** Accepts every mail, after {@link SmtpServer#delay}. */
        TAKES,
        /** Answers every recipient with an error 550. */
        REFUSES,
        /** Accepts the connection and never sends anything. */
        HANGS
    }

    private final int port;
    private final List<Mail> mails = new ArrayList<>();
    private final Map<String, List<Mail>> byRecipient = new HashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile Mood mood = Mood.TAKES;
    private volatile Duration delay = Duration.ZERO;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile ServerSocket socket;
    private volatile Thread accepting;

    /** Starts a server on a free port; it accepts mails at once. */
    public SmtpServer() {
        this.port = Ports.free();
        start();
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
        BufferedReader in = new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = client.getOutputStream();
        List<String> recipients = new ArrayList<>();
        say(out, "220 test");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("RCPT")) {
                if (mood == Mood.REFUSES) {
                    say(out, "550 not here");
                } else {
                    recipients.add(line.replaceAll(".*<(.*)>.*", "$1"));
                    say(out, "250 ok");
                }
            } else if (command.equals("DATA")) {
                say(out, "354 go on");
                String data = data(in);
                mostAtOnce.accumulateAndGet(busy.incrementAndGet(), Math::max);
                pretendToBeBusy();
                busy.decrementAndGet();
                recipients.forEach(to -> keep(new Mail(to, text(data))));
                recipients.clear();
                say(out, "250 taken");
            } else if (command.equals("QUIT")) {
                say(out, "221 bye");
                return;
            } else {
                say(out, "250 ok");
            }
        }
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
