package salty.vision.scan;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import salty.vision.scan.RecordReader.Raw;

/** Puts the results of shards together into what one scan would have given, record by record, a record held a shard. */
public final class Merge {

    private record Head(Raw record, RecordReader rest) {
    }

    private Merge() {
    }

    /**
     * Merges results of one format, each sorted by path as scans write them.
     *
     * @return the counts of all
     * @throws IllegalArgumentException if formats differ, a file is damaged or not sorted, or two have the same path
     */
    public static Tally merge(List<Path> shards, OutputStream out) throws IOException {
        List<RecordReader> readers = new ArrayList<>();
        try {
            for (Path shard : shards) {
                readers.add(new RecordReader(Files.newInputStream(shard), shard.toString()));
            }
            return mergeReaders(readers, out);
        } finally {
            for (RecordReader reader : readers) {
                reader.close();
            }
        }
    }

    private static Tally mergeReaders(List<RecordReader> readers, OutputStream out) throws IOException {
        PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing(head -> head.record().path()));
        RecordReader model = null;
        for (RecordReader reader : readers) {
            if (!reader.isEmpty()) {
                model = model == null ? reader : model;
                if (!Arrays.equals(reader.header(), model.header())) {
                    throw new IllegalArgumentException(reader.name() + " has other columns than " + model.name());
                }
                advance(heads, reader);
            }
        }
        out.write(model == null ? new byte[0] : model.header());
        Tally tally = new Tally();
        Head previous = null;
        while (!heads.isEmpty()) {
            Head head = heads.poll();
            if (previous != null && previous.record().path().compareTo(head.record().path()) >= 0) {
                boolean same = previous.record().path().equals(head.record().path());
                throw new IllegalArgumentException(same
                        ? head.record().path() + " is in " + previous.rest().name() + " and in " + head.rest().name()
                        : head.rest().name() + ": not sorted by path");
            }
            out.write(head.record().bytes());
            tally.add(head.record().verdict());
            previous = head;
            advance(heads, head.rest());
        }
        return tally;
    }

    private static void advance(PriorityQueue<Head> heads, RecordReader reader) throws IOException {
        Raw record = reader.next();
        if (record != null) {
            heads.add(new Head(record, reader));
        }
    }
}
