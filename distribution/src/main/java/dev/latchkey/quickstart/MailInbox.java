package dev.latchkey.quickstart;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.MessageDeliveryHandler;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;

/** An SMTP server in this process, on 127.0.0.1, that takes every mail for every address and keeps it in memory. */
public final class MailInbox implements AutoCloseable {

    private final GreenMail greenMail;
    private final List<MimeMessage> mails = new CopyOnWriteArrayList<>();

    private MailInbox(GreenMail greenMail) {
        this.greenMail = greenMail;
    }

    /**
     * Starts an inbox.
     *
     * @param port SMTP port, 0 for any free one
     * @return the running inbox
     * @throws IllegalStateException if the port is taken
     */
    public static MailInbox start(int port) {
        return start(port, mail -> { });
    }

    /**
     * Starts an inbox.
     *
     * @param port   SMTP port, 0 for any free one
     * @param onMail gets every mail as it arrives, on the thread that received it
     * @return the running inbox
     * @throws IllegalStateException if the port is taken
     */
    public static MailInbox start(int port, Consumer<MimeMessage> onMail) {
        GreenMail greenMail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        MailInbox inbox = new MailInbox(greenMail);
        MessageDeliveryHandler store = greenMail.getUserManager().getMessageDeliveryHandler();
        greenMail.getUserManager().setMessageDeliveryHandler((message, address) -> {
            GreenMailUser user = store.handle(message, address);
            inbox.add(message.getMessage());
            onMail.accept(message.getMessage());
            return user;
        });
        greenMail.start();
        return inbox;
    }

    /** @return the SMTP port that the inbox listens on */
    public int port() {
        return greenMail.getSmtp().getPort();
    }

    /** @return all mails since the start or the last {@link #clear}, oldest first */
    public List<MimeMessage> mails() {
        return List.copyOf(mails);
    }

    /**
     * Finds the mails to one user.
     *
     * @param address the address, compared without case
     * @return the mails, oldest first
     */
    public List<MimeMessage> mailsTo(String address) {
        return mails().stream().filter(mail -> isTo(mail, address)).toList();
    }

    /**
     * Waits until a user has got a number of mails.
     *
     * @param address  the address, compared without case
     * @param count    how many mails since the start or the last {@link #clear}, at least 1
     * @param patience how long to wait
     * @return the newest of them
     * @throws IllegalStateException if fewer have come by then
     */
    public MimeMessage awaitMail(String address, int count, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (mails) {
            for (List<MimeMessage> found = mailsTo(address);; found = mailsTo(address)) {
                if (found.size() >= count) {
                    return found.get(found.size() - 1);
                }
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new IllegalStateException(found.size() + " of " + count + " mails to " + address + " came in "
                            + patience.toSeconds() + " s");
                }
                try {
                    mails.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Interrupted while waiting for a mail", e);
                }
            }
        }
    }

    /** Forgets all mails. */
    public void clear() {
        mails.clear();
    }

    /** Stops the SMTP server; does nothing when it is stopped. */
    @Override
    public void close() {
        greenMail.stop();
    }

    private void add(MimeMessage mail) {
        synchronized (mails) {
            mails.add(mail);
            mails.notifyAll();
        }
    }

    private static boolean isTo(MimeMessage mail, String address) {
        try {
            return Arrays.stream(mail.getRecipients(Message.RecipientType.TO))
                    .anyMatch(to -> to instanceof InternetAddress mailbox
                            && mailbox.getAddress().equalsIgnoreCase(address));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
