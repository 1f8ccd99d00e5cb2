package dev.latchkey.sms.gateway.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.GSMSpecificFeature;
import org.jsmpp.bean.MessageMode;
import org.jsmpp.bean.MessageType;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/** A message centre on a real connection, which does what a test demands. */
public final class MessageCentre implements ServerMessageReceiverListener, ServerConnectionFactory, AutoCloseable {

    public static final String SYSTEM_ID = "latchkey";
    public static final String PASSWORD = "s3cret-x";

    /** What it does with a text. */
    interface Behaviour {

        /** @throws ProcessRequestException with the status to answer */
        void on(SubmitSm text) throws ProcessRequestException;
    }

    private final ServerSocketFactory sockets;
    private final int wanted;
    private final SMPPServerSessionListener listener;
    private final List<SubmitSm> texts = new CopyOnWriteArrayList<>();
    private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private volatile Behaviour behaviour = text -> { };
    private volatile boolean keeps = true;
    private ServerSocket server;

    /** On any free port. */
    MessageCentre() throws IOException {
        this(ServerSocketFactory.getDefault(), 0);
    }

    /** On a port; 0 for any free one. */
    public MessageCentre(ServerSocketFactory sockets, int port) throws IOException {
        this.sockets = sockets;
        this.wanted = port;
        listener = new SMPPServerSessionListener(port, this);
        listener.setMessageReceiverListener(this);
        listener.setQueueCapacity(1000);
        Thread thread = new Thread(this::accept, "message-centre");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public ServerConnection listen(int port) throws IOException {
        server = sockets.createServerSocket(wanted, 50, InetAddress.getByName("127.0.0.1"));
        return new ServerSocketConnection(server);
    }

    @Override
    public ServerConnection listen(int port, int timeout) throws IOException {
        return listen(port);
    }

    @Override
    public ServerConnection listen(int port, int timeout, int backlog) throws IOException {
        return listen(port);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SMPPServerSession session = listener.accept();
                Thread thread = new Thread(() -> bind(session), "message-centre-bind");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // a connection without the right certificate, or the test has ended
            }
        }
    }

    private void bind(SMPPServerSession session) {
        try {
            BindRequest request = session.waitForBind(5000);
            if (request.getSystemId().equals(SYSTEM_ID) && request.getPassword().equals(PASSWORD)) {
                sessions.add(session);
                request.accept("centre");
            } else {
                request.reject(SMPPConstant.STAT_ESME_RINVPASWD);
            }
        } catch (Exception e) {
            session.close();
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void behaves(Behaviour next) {
        behaviour = next;
    }

    /** Does not keep the texts, of which there are many. */
    void keepsNone() {
        keeps = false;
    }

    /** The texts that have arrived, oldest first. */
    public List<SubmitSm> texts() {
        return texts;
    }

    /** How often somebody has bound. */
    int binds() {
        return sessions.size();
    }

    /** Breaks every connection off. */
    void drop() {
        sessions.forEach(SMPPServerSession::close);
    }

    /** Sends the receipt of a text. */
    public void receipt(String id, String state) throws Exception {
        String receipt = "id:" + id + " sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:" + state
                + " err:000 text:Your code: 123456";
        deliver(receipt, new ESMClass(MessageMode.DEFAULT, MessageType.SMSC_DEL_RECEIPT,
                GSMSpecificFeature.DEFAULT));
    }

    void deliver(String body, ESMClass kind) throws Exception {
        deliver("4915123456789", body, kind);
    }

    /** Delivers a text that a phone has sent. */
    public void text(String from, String body) throws Exception {
        deliver(from, body, new ESMClass());
    }

    private void deliver(String from, String body, ESMClass kind) throws Exception {
        sessions.get(sessions.size() - 1).deliverShortMessage("", TypeOfNumber.INTERNATIONAL,
                NumberingPlanIndicator.ISDN, from, TypeOfNumber.UNKNOWN, NumberingPlanIndicator.UNKNOWN,
                "12345", kind, (byte) 0, (byte) 0, new RegisteredDelivery(), new RawDataCoding((byte) 0),
                body.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public SubmitSmResult onAcceptSubmitSm(SubmitSm text, SMPPServerSession source) throws ProcessRequestException {
        if (keeps) {
            texts.add(text);
        }
        behaviour.on(text);
        try {
            return new SubmitSmResult(new MessageId(String.valueOf(ids.incrementAndGet())), new OptionalParameter[0]);
        } catch (PDUStringException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProcessRequestException unknown() {
        return new ProcessRequestException("No such command", SMPPConstant.STAT_ESME_RINVCMDID);
    }

    @Override
    public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti texts, SMPPServerSession source)
            throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public QuerySmResult onAcceptQuerySm(QuerySm query, SMPPServerSession source) throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public void onAcceptReplaceSm(ReplaceSm replace, SMPPServerSession source) throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public void onAcceptCancelSm(CancelSm cancel, SMPPServerSession source) throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm broadcast, SMPPServerSession source)
            throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public void onAcceptCancelBroadcastSm(CancelBroadcastSm cancel, SMPPServerSession source)
            throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public QueryBroadcastSmResult onAcceptQueryBroadcastSm(QueryBroadcastSm query, SMPPServerSession source)
            throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm data, Session source) throws ProcessRequestException {
        throw unknown();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        server.close();
        drop();
    }
}
