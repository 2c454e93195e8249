package salty.loader.keras.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import salty.loader.file.ModelFormatException;

/**
 * The members of a zip archive that lies in memory (PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4). A stored member is
 * a slice of the archive, so the weights in a {@code .keras} file need no second copy; the JDK's own reader gives
 * streams only. Nothing is ever unpacked to disk.
 */
public final class ZipMembers {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int ENTRY_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int ENTRY_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int ENCRYPTED = 1;
    private static final int MAX_MEMBERS = 64;
    private static final int MAX_RATIO = 1032;

    private record Member(int method, int flags, long crc, long stored, long size, long header) {
    }

    private final String file;
    private final MemorySegment archive;
    private final SequencedMap<String, Member> members = new LinkedHashMap<>();

    /**
     * Reads the archive's directory.
     *
     * @throws ModelFormatException if it is damaged, names a member twice or has more than 64
     */
    public ZipMembers(String file, MemorySegment archive) {
        this.file = file;
        this.archive = archive;
        try {
            readDirectory();
        } catch (IndexOutOfBoundsException e) {
            throw damaged("", "its directory leads outside the file");
        }
    }

    private void readDirectory() {
        long end = endRecord();
        int count = Short.toUnsignedInt(archive.get(SHORT, end + 10));
        long at = Integer.toUnsignedLong(archive.get(INT, end + 16));
        if (count > MAX_MEMBERS) {
            throw new ModelFormatException(file, "", "has " + count + " members, a .keras file a handful; the limit is "
                    + MAX_MEMBERS);
        }
        for (int i = 0; i < count; i++) {
            if (archive.get(INT, at) != ENTRY_SIGNATURE) {
                throw damaged("", "its directory is damaged");
            }
            int nameSize = Short.toUnsignedInt(archive.get(SHORT, at + 28));
            String name = new String(archive.asSlice(at + ENTRY_SIZE, nameSize).toArray(ValueLayout.JAVA_BYTE),
                    StandardCharsets.UTF_8);
            Member member = new Member(archive.get(SHORT, at + 10), archive.get(SHORT, at + 8),
                    Integer.toUnsignedLong(archive.get(INT, at + 16)),
                    Integer.toUnsignedLong(archive.get(INT, at + 20)),
                    Integer.toUnsignedLong(archive.get(INT, at + 24)),
                    Integer.toUnsignedLong(archive.get(INT, at + 42)));
            if (members.put(name, member) != null) {
                throw damaged(name, "comes twice in the archive");
            }
            at += ENTRY_SIZE + nameSize + Short.toUnsignedInt(archive.get(SHORT, at + 30))
                    + Short.toUnsignedInt(archive.get(SHORT, at + 32));
        }
    }

    /** The end record is the last thing in the file but for a comment of at most 65,535 bytes. */
    private long endRecord() {
        long lowest = Math.max(0, archive.byteSize() - END_SIZE - 0xffff);
        for (long at = archive.byteSize() - END_SIZE; at >= lowest; at--) {
            if (archive.get(INT, at) == END_SIGNATURE) {
                return at;
            }
        }
        throw damaged("", "truncated: the archive's directory is missing; download or copy it again");
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * The bytes of a member: a slice of the archive if it is stored, new memory if it is deflated.
     *
     * @throws ModelFormatException if it is missing, encrypted, damaged or larger than its own size
     */
    public MemorySegment bytes(String name) {
        Member member = members.get(name);
        if (member == null) {
            throw new ModelFormatException(file, "", "is a zip archive without " + name + ", so no .keras file");
        }
        if ((member.flags() & ENCRYPTED) != 0) {
            throw damaged(name, "is encrypted");
        }
        MemorySegment stored;
        try {
            long header = member.header();
            if (archive.get(INT, header) != LOCAL_SIGNATURE) {
                throw damaged(name, "has a damaged header");
            }
            long start = header + LOCAL_SIZE + Short.toUnsignedInt(archive.get(SHORT, header + 26))
                    + Short.toUnsignedInt(archive.get(SHORT, header + 28));
            stored = archive.asSlice(start, member.stored());
        } catch (IndexOutOfBoundsException e) {
            throw damaged(name, "lies outside the file: the archive is truncated");
        }
        MemorySegment bytes = switch (member.method()) {
            case STORED -> stored;
            case DEFLATED -> inflate(name, member, stored);
            default -> throw damaged(name,
                    "is compressed by method " + member.method() + ", expected stored or deflated");
        };
        CRC32 crc = new CRC32();
        crc.update(bytes.asByteBuffer());
        if (crc.getValue() != member.crc()) {
            throw damaged(name, "is damaged: its checksum is wrong");
        }
        return bytes;
    }

    private MemorySegment inflate(String name, Member member, MemorySegment stored) {
        if (member.size() > Integer.MAX_VALUE - 8 || member.size() > MAX_RATIO * member.stored()) {
            throw damaged(name, "pretends to grow from " + member.stored() + " to " + member.size() + " bytes");
        }
        try (Inflater inflater = new Inflater(true)) {
            byte[] bytes = new byte[(int) member.size()];
            inflater.setInput(stored.asByteBuffer());
            int size = 0;
            int n;
            do {
                n = inflater.inflate(bytes, size, bytes.length - size);
                size += n;
            } while (n > 0);
            if (size != bytes.length || !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                throw damaged(name, "does not inflate to the " + bytes.length + " bytes that it declares");
            }
            return MemorySegment.ofArray(bytes);
        } catch (DataFormatException e) {
            throw damaged(name, "is damaged: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            throw damaged(name, "needs " + member.size()
                    + " bytes of heap; run with a larger -Xmx, or store it uncompressed");
        }
    }

    private ModelFormatException damaged(String member, String what) {
        return new ModelFormatException(file, member, what);
    }
}
