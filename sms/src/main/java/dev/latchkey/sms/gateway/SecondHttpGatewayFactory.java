package dev.latchkey.sms.gateway;

/** Another {@link HttpGateway} with settings of its own, to which the first may fail over. */
public final class SecondHttpGatewayFactory extends HttpGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "http-second";

    @Override
    public int order() {
        return 0;
    }

    @Override
    public String getId() {
        return ID;
    }
}
