package salty.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;

import salty.loader.scan.PathName;

/** Writes UTF-8, and a lone surrogate U+DC80 to U+DCFF as the byte of a file's name that it stands for. */
final class ByteNameWriter extends Writer {
    private final PrintStream out;

    ByteNameWriter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        out.write(PathName.ofText(new String(buffer, offset, length)).bytes());
    }

    @Override
    public void flush() throws IOException {
        // A PrintStream keeps a full disk or a closed pipe to itself until it is asked.
        if (out.checkError()) {
            throw new IOException("cannot be written: nobody reads it any more, or the disk is full");
        }
    }

    @Override
    public void close() {
        out.close();
    }
}
