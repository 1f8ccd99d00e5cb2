package dev.latchkey.device.flow;

/** Names of the details that events about devices carry. */
public final class DeviceEventDetails {

    /** The device. */
    public static final String DEVICE_ID = "latchkey_device";
    /** What it is called. */
    public static final String DEVICE_NAME = "latchkey_device_name";

    private DeviceEventDetails() {
    }
}
