package salty.vision.scan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * One part of a scan that is spread over machines: files go to shards by a hash of their names, so no machine needs to
 * know what the others do.
 *
 * @param index counted from 1
 * @param count how many shards there are
 */
public record Shard(int index, int count) {

    /** The only shard: everything. */
    public static final Shard ALL = new Shard(1, 1);

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException("--shard: expected K/N with K from 1 to N, got " + index + "/" + count);
        }
    }

    /**
     * The shard written as {@code 2/4}.
     *
     * @throws IllegalArgumentException if it is not of this form
     */
    public static Shard parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--shard: expected K/N such as 2/4");
        }
        return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether this shard has the file. */
    public boolean has(PathName name) {
        CRC32 crc = new CRC32();
        crc.update(name.bytes());
        return crc.getValue() % count == index - 1;
    }
}
