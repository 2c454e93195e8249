package salty.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

import salty.vision.scan.PathName;

/** Writes UTF-8, and a lone surrogate U+DC80 to U+DCFF as the byte of a file's name that it stands for. */
public final class ByteNameWriter extends Writer {
    private static final int FORMAT = 0170000;
    private static final int FIFO = 0010000;
    private static final int SOCKET = 0140000;

    private final OutputStream out;

    public ByteNameWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        out.write(PathName.ofText(new String(buffer, offset, length)).bytes());
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Whether standard output is a pipe, which fails only when its reader has gone. */
    public boolean isPipe() {
        try {
            int kind = (int) Files.getAttribute(Path.of("/dev/fd/1"), "unix:mode") & FORMAT;
            return kind == FIFO || kind == SOCKET;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
