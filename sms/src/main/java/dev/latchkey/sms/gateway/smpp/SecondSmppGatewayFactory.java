package dev.latchkey.sms.gateway.smpp;

/** Another {@link SmppGateway} with settings of its own, to which the first may fail over. */
public final class SecondSmppGatewayFactory extends SmppGatewayFactory {

    /** The gateway's id. */
    public static final String ID = "smpp-second";

    @Override
    public String getId() {
        return ID;
    }
}
