package dev.latchkey.geoip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes small files in the MaxMind DB format 2.0 (https://maxmind.github.io/MaxMind-DB/): a search tree over the bits
 * of 128-bit addresses with records of 24 bits, 16 zero bytes, the data, a marker and the metadata.
 */
public final class GeoIpFileWriter {

    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SEPARATOR = 16;
    private static final int STRING = 2;
    private static final int DOUBLE = 3;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;
    private static final int UINT64 = 9;
    private static final int ARRAY = 11;
    private static final int EMPTY = -1;

    private final String type;
    private final List<int[]> nodes = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** @param type what the file says it holds, such as {@code GeoLite2-City} */
    public GeoIpFileWriter(String type) {
        this.type = type;
        newNode();
    }

    /**
     * Places a network.
     *
     * @param network its first address
     * @param length  its prefix length: 1 to 32 for IPv4, 1 to 128 for IPv6
     * @param city    the city's name by language, empty for none
     * @param country the country's name by language
     * @return this
     */
    public GeoIpFileWriter location(String network, int length, Map<String, String> city, Map<String, String> country) {
        Map<String, Object> entry = new LinkedHashMap<>();
        if (!city.isEmpty()) {
            entry.put("city", Map.of("names", city));
        }
        entry.put("country", Map.of("names", country));
        return put(network, length, entry);
    }

    /**
     * Places a network by its country's code and its coordinates.
     *
     * @param network   its first address
     * @param length    its prefix length: 1 to 32 for IPv4, 1 to 128 for IPv6
     * @param country   the country's code in two letters
     * @param latitude  degrees north
     * @param longitude degrees east
     * @return this
     */
    public GeoIpFileWriter place(String network, int length, String country, double latitude, double longitude) {
        return put(network, length, Map.of("country", Map.of("iso_code", country),
                "location", Map.of("latitude", latitude, "longitude", longitude)));
    }

    /**
     * Names the autonomous system of a network.
     *
     * @param network its first address
     * @param length  its prefix length: 1 to 32 for IPv4, 1 to 128 for IPv6
     * @param number  the number of the system
     * @return this
     */
    public GeoIpFileWriter network(String network, int length, int number) {
        return put(network, length, Map.of("autonomous_system_number", number));
    }

    private GeoIpFileWriter put(String network, int length, Map<String, Object> entry) {
        int offset = data.size();
        write(data, entry);
        byte[] bits = bits(network);
        insert(bits, length + 128 - bits.length * Byte.SIZE, offset);
        return this;
    }

    /** IPv4 stands below ::/96. */
    private void insert(byte[] address, int length, int offset) {
        byte[] bits = new byte[16];
        System.arraycopy(address, 0, bits, 16 - address.length, address.length);
        int node = 0;
        for (int depth = 0; depth < length - 1; depth++) {
            int side = bit(bits, depth);
            if (nodes.get(node)[side] == EMPTY) {
                nodes.get(node)[side] = newNode();
            }
            node = nodes.get(node)[side];
        }
        // told from the number of a node by its sign, until the number of nodes is known
        nodes.get(node)[bit(bits, length - 1)] = -2 - offset;
    }

    private static byte[] bits(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static int bit(byte[] bits, int depth) {
        return bits[depth / Byte.SIZE] >> Byte.SIZE - 1 - depth % Byte.SIZE & 1;
    }

    private int newNode() {
        nodes.add(new int[] {EMPTY, EMPTY});
        return nodes.size() - 1;
    }

    /** @return the file's content */
    public byte[] bytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        nodes.forEach(node -> {
            for (int record : node) {
                file.write(ByteBuffer.allocate(Integer.BYTES).putInt(resolved(record)).array(), 1, 3);
            }
        });
        file.writeBytes(new byte[SEPARATOR]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(MARKER);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 0L);
        metadata.put("database_type", type);
        metadata.put("description", Map.of("en", "of a test"));
        metadata.put("ip_version", (short) 6);
        metadata.put("languages", List.of("de", "en"));
        metadata.put("node_count", nodes.size());
        metadata.put("record_size", (short) 24);
        write(file, metadata);
        return file.toByteArray();
    }

    private int resolved(int record) {
        if (record == EMPTY) {
            return nodes.size();
        }
        return record >= 0 ? record : nodes.size() + SEPARATOR + (-2 - record);
    }

    /**
     * Writes the file.
     *
     * @param path where to
     * @return where to
     */
    public Path to(Path path) {
        try {
            return Files.write(path, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        if (value instanceof String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            control(out, STRING, utf8.length);
            out.writeBytes(utf8);
        } else if (value instanceof Double number) {
            control(out, DOUBLE, Double.BYTES);
            out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        } else if (value instanceof Map<?, ?> map) {
            control(out, MAP, map.size());
            map.forEach((key, entry) -> {
                write(out, key);
                write(out, entry);
            });
        } else if (value instanceof List<?> list) {
            control(out, ARRAY, list.size());
            list.forEach(entry -> write(out, entry));
        } else if (value instanceof Short number) {
            control(out, UINT16, Short.BYTES);
            out.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort(number).array());
        } else if (value instanceof Integer number) {
            control(out, UINT32, Integer.BYTES);
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        } else if (value instanceof Long number) {
            control(out, UINT64, Long.BYTES);
            out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        } else {
            throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    /** Type in three bits, or in a byte of its own from 8 on; size in five, or 29 and what is beyond in a byte. */
    private static void control(ByteArrayOutputStream out, int type, int size) {
        if (size >= 29 + 256) {
            throw new IllegalArgumentException("longer than tests need: " + size);
        }
        out.write((type < 8 ? type << 5 : 0) | Math.min(size, 29));
        if (type >= 8) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
