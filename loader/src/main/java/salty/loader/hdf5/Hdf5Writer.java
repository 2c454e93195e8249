package salty.loader.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes a tree of groups, attributes and float32 datasets as an HDF5 file that every version of the library reads.
 *
 * <p>The file is laid out first and then written from front to back, dataset by dataset; it takes the place of an older
 * one only when it is complete.
 */
public final class Hdf5Writer {

    private Hdf5Writer() {
    }

    /**
     * Writes {@code root} to {@code path}.
     *
     * @throws IOException if the file cannot be written, or a dataset's content is not as long as its shape says
     */
    public static void write(Path path, NewGroup root) throws IOException {
        Blocks blocks = new Blocks();
        SymbolTable.Address address = add(blocks, root);
        Path target = path.toAbsolutePath();
        Path unfinished = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                write(channel, blocks, Superblock0.encode(address, blocks.end()));
            }
            Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Adds a group and all below it; structures come after those that they point to. */
    private static SymbolTable.Address add(Blocks blocks, NewGroup group) {
        Map<String, Long> headers = new HashMap<>();
        group.children().forEach((name, child) -> headers.put(name, switch (child) {
            case NewGroup.Child.Sub(NewGroup sub) -> add(blocks, sub).header();
            case NewGroup.Child.Data(long[] shape, DatasetContent content) -> {
                long size = Float.BYTES;
                for (long dim : shape) {
                    size = Math.multiplyExact(size, dim);
                }
                yield ObjectHeader1.dataset(shape, blocks.data(size, content), size).add(blocks);
            }
        }));
        SymbolTable.Address table = SymbolTable.add(blocks, headers);
        long header = ObjectHeader1.group(table).attributes(blocks, group.attributes()).add(blocks);
        return new SymbolTable.Address(header, table.tree(), table.heap());
    }

    private static void write(FileChannel channel, Blocks blocks, Bytes superblock) throws IOException {
        writeAll(channel, ByteBuffer.wrap(superblock.toArray()));
        for (Blocks.Block block : blocks.all()) {
            writeAll(channel, ByteBuffer.allocate((int) (block.address() - channel.position())));
            switch (block) {
                case Blocks.Block.Structure(long address, byte[] bytes) -> writeAll(channel, ByteBuffer.wrap(bytes));
                case Blocks.Block.Data(long address, long size, DatasetContent content) -> {
                    content.writeTo(channel);
                    if (channel.position() != address + size) {
                        throw new IOException("a dataset of " + size + " bytes was given "
                                + (channel.position() - address) + " bytes of values");
                    }
                }
            }
        }
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
