package salty.loader.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a file is, by its first bytes; its name says nothing. */
enum ImageFormat {
    JPEG("JPEG"), PNG("PNG"), GIF("GIF"), BMP("BMP"), WEBP("WebP");

    /** How much of a file that is no picture is quoted in the message. */
    private static final int QUOTE = 16;

    private final String title;

    ImageFormat(String title) {
        this.title = title;
    }

    /** How the format is written in prose. */
    String title() {
        return title;
    }

    /**
     * The format of {@code data}.
     *
     * @throws ImageFormatException if it is empty, a picture of a format without decoder here, or no picture at all
     */
    static ImageFormat of(byte[] data) {
        if (data.length == 0) {
            throw new ImageFormatException("empty file (0 bytes)");
        }
        if (startsWith(data, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (startsWith(data, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (startsWith(data, 0, "GIF87a") || startsWith(data, 0, "GIF89a")) {
            return GIF;
        } else if (startsWith(data, 0, "BM") && data.length > 14) {
            return BMP;
        } else if (startsWith(data, 0, "RIFF") && startsWith(data, 8, "WEBP")) {
            return WEBP;
        }
        String other = knownWithoutDecoder(data);
        if (other != null) {
            throw new ImageFormatException("format " + other + " is not supported; convert it to PNG or JPEG");
        }
        throw new ImageFormatException("not an image (" + beginning(data) + ")");
    }

    private static String knownWithoutDecoder(byte[] data) {
        if (startsWith(data, 4, "ftyp")) {
            return startsWith(data, 8, "avi") ? "AVIF"
                    : startsWith(data, 8, "he") || startsWith(data, 8, "mif1") || startsWith(data, 8, "msf1") ? "HEIC"
                    : "MP4 (video)";
        }
        String text = new String(data, 0, Math.min(data.length, 1024), StandardCharsets.ISO_8859_1);
        if (text.startsWith("II*\0") || text.startsWith("MM\0*") || text.startsWith("II+\0")
                || text.startsWith("MM\0+")) {
            return "TIFF";
        } else if (text.startsWith("%PDF")) {
            return "PDF";
        } else if (text.stripLeading().startsWith("<") && text.toLowerCase(Locale.ROOT).contains("<svg")) {
            return "SVG";
        } else if (text.startsWith("\u00ff\n") || text.startsWith("\0\0\0\fJXL ")) {
            return "JPEG XL";
        } else if (text.startsWith("\0\0\0\fjP  ") || text.startsWith("\u00ffO\u00ffQ")) {
            return "JPEG 2000";
        } else if (text.startsWith("\0\0\u0001\0")) {
            return "ICO";
        } else if (text.startsWith("8BPS")) {
            return "PSD";
        } else if (text.startsWith("\u0089HDF")) {
            return "HDF5 (a model?)";
        }
        return null;
    }

    private static String beginning(byte[] data) {
        StringBuilder text = new StringBuilder();
        int length = Math.min(QUOTE, data.length);
        for (int i = 0; i < length; i++) {
            if (data[i] < ' ' || data[i] > '~') {
                break;
            }
            text.append((char) data[i]);
        }
        if (text.length() >= 4 || text.length() == data.length) {
            return "starts with '" + text + "'";
        }
        StringBuilder hex = new StringBuilder("starts with bytes");
        for (int i = 0; i < Math.min(8, length); i++) {
            hex.append(String.format(Locale.ROOT, " %02x", data[i]));
        }
        return hex.toString();
    }

    private static boolean startsWith(byte[] data, int offset, String latin1) {
        if (data.length < offset + latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((data[offset + i] & 0xff) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
