package salty.loader.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JPEG (ITU-T T.81): the marker segments of a baseline, extended or progressive Huffman file.
 *
 * <p>The codec gets the tables, frame and scans alone and returns the samples as stored; {@link JpegColor} converts
 * them. So an embedded colour profile is ignored as in Pillow, and broken metadata harms nobody.
 */
final class JpegImage implements EncodedImage {

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int SOF0 = 0xc0;
    private static final int SOF2 = 0xc2;
    private static final int SOF15 = 0xcf;
    private static final int DHT = 0xc4;
    private static final int DQT = 0xdb;
    private static final int DRI = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;

    /** Real progressive files have about ten scans; each costs a pass over the picture, so hundreds only burn time. */
    private static final int MAX_SCANS = 64;

    private final byte[] data;
    private final ByteArrayOutputStream essence;
    private int width;
    private int height;
    private boolean progressive;
    private byte[] componentIds;
    private byte[] samplingFactors;
    private boolean jfif;
    private int adobeTransform = -1;
    private byte[] exif = {};
    private int scans;
    private boolean[] scanned;
    private boolean restarts;
    private boolean complete;

    private JpegImage(byte[] data) {
        this.data = data;
        this.essence = new ByteArrayOutputStream(data.length);
    }

    static JpegImage parse(byte[] data) {
        JpegImage image = new JpegImage(data);
        image.walk();
        return image;
    }

    private void walk() {
        essence.write(0xff);
        essence.write(SOI);
        int at = 2;
        while (!complete) {
            at = nextMarker(at);
            if (at < 0) {
                break;
            }
            int marker = data[at++] & 0xff;
            if (marker == EOI) {
                complete = true;
            } else if (marker != SOI && marker != 1 && !isRestart(marker)) {
                at = segment(marker, at);
            }
        }
        if (componentIds == null || scans == 0) {
            throw new ImageFormatException(complete ? "corrupt JPEG: no image in it" : "truncated JPEG");
        }
        boolean allScanned = true;
        for (boolean component : scanned) {
            allScanned &= component;
        }
        // A file that lacks nothing but its end marker is whole; where scans may be missing, that cannot be known.
        if (!complete && (progressive || !allScanned)) {
            throw new ImageFormatException("truncated JPEG");
        }
        if (!allScanned) {
            throw new ImageFormatException("corrupt JPEG: a component without data");
        }
        essence.write(0xff);
        essence.write(EOI);
    }

    /** The position of the byte after the next 0xff that starts a marker, or -1. */
    private int nextMarker(int at) {
        for (int i = at; i + 1 < data.length; i++) {
            if (data[i] == (byte) 0xff && data[i + 1] != 0 && data[i + 1] != (byte) 0xff) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xd0 && marker <= 0xd7;
    }

    /** Takes the segment whose length field is at {@code at}; returns where the next marker is to be looked for. */
    private int segment(int marker, int at) {
        if (at + 2 > data.length) {
            throw new ImageFormatException("truncated JPEG");
        }
        int length = unsigned16(at);
        int end = at + length;
        if (length < 2) {
            throw new ImageFormatException("corrupt JPEG: a segment of " + length + " bytes");
        }
        if (end > data.length) {
            throw new ImageFormatException("truncated JPEG");
        }
        if (marker == SOS) {
            return scan(at, end);
        }
        if (marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != 0xc8 && marker != 0xcc) {
            frame(marker, at, length);
            keep(marker, at, end);
        } else if (marker == DHT || marker == DQT || marker == DRI) {
            restarts |= marker == DRI && length >= 4 && unsigned16(at + 2) > 0;
            keep(marker, at, end);
        } else if (scans > 0) {
            // libjpeg knows the colours when the first scan begins; what says otherwise later is not heard.
            return end;
        } else if (marker == APP0 && length >= 16 && hasTag(at, "JFIF\0")) {
            jfif = true;
        } else if (marker == APP14 && length >= 14 && hasTag(at, "Adobe")) {
            adobeTransform = data[at + 13] & 0xff;
        } else if (marker == APP1 && length > 8 && exif.length == 0 && hasTag(at, "Exif\0\0")) {
            exif = Arrays.copyOfRange(data, at + 8, end);
        }
        return end;
    }

    private void frame(int marker, int at, int length) {
        if (marker > SOF2) {
            throw new ImageFormatException("unsupported JPEG process (" + process(marker)
                    + "); convert it to baseline or progressive JPEG");
        }
        if (componentIds != null) {
            throw new ImageFormatException("corrupt JPEG: a second frame header");
        }
        if (length < 8 || length < 8 + 3 * (data[at + 7] & 0xff)) {
            throw new ImageFormatException("corrupt JPEG: a frame header of " + length + " bytes");
        }
        if (data[at + 2] != 8) {
            throw new ImageFormatException("unsupported JPEG process (" + data[at + 2]
                    + " bits a sample); convert it to 8 bits");
        }
        height = unsigned16(at + 3);
        width = unsigned16(at + 5);
        progressive = marker == SOF2;
        componentIds = new byte[data[at + 7] & 0xff];
        samplingFactors = new byte[componentIds.length];
        scanned = new boolean[componentIds.length];
        for (int c = 0; c < componentIds.length; c++) {
            componentIds[c] = data[at + 8 + 3 * c];
            samplingFactors[c] = data[at + 9 + 3 * c];
        }
    }

    private static String process(int marker) {
        return switch (marker) {
            case 0xc3 -> "lossless";
            case 0xc5, 0xc6, 0xc7 -> "hierarchical";
            default -> "arithmetic coding";
        };
    }

    private int scan(int at, int headerEnd) {
        if (++scans > MAX_SCANS) {
            throw new ImageFormatException("JPEG with more than " + MAX_SCANS + " scans");
        }
        int components = Math.min(data[at + 2] & 0xff, (headerEnd - at - 3) / 2);
        for (int i = 0; i < components; i++) {
            for (int c = 0; componentIds != null && c < componentIds.length; c++) {
                scanned[c] |= componentIds[c] == data[at + 3 + 2 * i];
            }
        }
        int end = headerEnd;
        do {
            end = nextMarker(end);
        } while (end >= 0 && isRestart(data[end++] & 0xff));
        // nextMarker stands behind the 0xff, the loop one further.
        end = end < 0 ? data.length : end - 2;
        keep(SOS, at, end);
        return end;
    }

    private void keep(int marker, int from, int to) {
        essence.write(0xff);
        essence.write(marker);
        essence.write(data, from, to - from);
    }

    private boolean hasTag(int at, String tag) {
        byte[] bytes = tag.getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(data, at + 2, at + 2 + bytes.length, bytes, 0, bytes.length);
    }

    private int unsigned16(int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }

    @Override
    public Header header() {
        return new Header(width, height, exif, complete);
    }

    @Override
    public RgbImage decode() throws IOException {
        JpegColor color = JpegColor.of(componentIds, jfif, adobeTransform);
        Codecs.Decoded<Raster> decoded = Codecs.JPEG.readRaster(essence.toByteArray());
        for (String warning : decoded.warnings()) {
            // libjpeg fills what is missing with grey; a network would answer with a confident score for it. It tells
            // its first complaint alone, so any may hide that one. Stray bytes behind the only scan come too late to.
            if (scans > 1 || restarts || !warning.contains("extraneous bytes before marker")) {
                throw new ImageFormatException((complete ? "corrupt" : "truncated") + " JPEG (" + warning + ")");
            }
        }
        byte[] samples = ((DataBufferByte) decoded.image().getDataBuffer()).getData();
        JpegRows.smooth(samples, width, height, samplingFactors);
        return new RgbImage(width, height, color.toRgb(samples));
    }
}
