package salty.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;

import salty.loader.scan.PathName;

/** Writes UTF-8, and a lone surrogate U+DC80 to U+DCFF as the byte of a file's name that it stands for. */
final class ByteNameWriter extends Writer {
    private final OutputStream out;

    ByteNameWriter(OutputStream out) {
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
}
