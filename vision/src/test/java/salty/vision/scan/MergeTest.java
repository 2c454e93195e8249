package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import salty.vision.moderation.Policy.ClassScore;
import salty.vision.moderation.Verdict;

/** Shards together are the whole. */
class MergeTest {

    @TempDir
    private Path folder;

    private static List<ScanRecord> records() {
        Random random = new Random(3);
        TreeSet<PathName> names = new TreeSet<>();
        while (names.size() < 200) {
            byte[] name = new byte[1 + random.nextInt(6)];
            random.nextBytes(name);
            for (int i = 0; i < name.length; i++) {
                name[i] = name[i] == 0 ? (byte) '"' : random.nextInt(4) == 0 ? (byte) '\n' : name[i];
            }
            names.add(PathName.ofBytes(name));
        }
        List<ScanRecord> records = new ArrayList<>();
        for (PathName name : names) {
            double nsfw = random.nextInt(1_000_001) / 1e6;
            Answer answer = new Answer(nsfw < 0.5 ? Verdict.SAFE : Verdict.BLOCK, nsfw,
                    List.of(new ClassScore("nsfw", nsfw)), 4, 4, "ab", "", Optional.empty());
            records.add(new ScanRecord(name, answer.verdict(), answer, Optional.empty(), random.nextInt(9)));
        }
        return records;
    }

    private static byte[] file(RecordFormat format, List<ScanRecord> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(format.header(false));
        records.forEach(record -> out.writeBytes(format.record(record, false)));
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"CSV", "NDJSON"})
    void givesWhatOneScanWouldHaveGiven(RecordFormat format) throws IOException {
        List<ScanRecord> records = records();
        List<Path> shards = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            Shard shard = Shard.parse(i + "/4");
            List<ScanRecord> part = records.stream().filter(record -> shard.has(record.path())).toList();
            assertThat(part).hasSizeBetween(20, 80);
            shards.add(Files.write(folder.resolve("s" + i), file(format, part)));
        }
        ByteArrayOutputStream merged = new ByteArrayOutputStream();

        Tally tally = Merge.merge(shards, merged);

        assertThat(merged.toByteArray()).isEqualTo(file(format, records));
        assertThat(tally.total()).isEqualTo(200);
        assertThat(tally.status(false)).isEqualTo(Tally.FOUND);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void refusesWhatIsNoPartOfOneScan() throws IOException {
        List<ScanRecord> records = records();
        Path a = write("a", file(RecordFormat.NDJSON, records.subList(0, 5)));
        Path again = write("again", file(RecordFormat.NDJSON, records.subList(4, 6)));
        Path csv = write("csv", file(RecordFormat.CSV, records.subList(5, 6)));
        Path unsorted = write("unsorted", file(RecordFormat.NDJSON, records.subList(5, 9).reversed()));
        Path text = write("text", "hello\n".getBytes());
        byte[] whole = file(RecordFormat.CSV, records.subList(0, 2));
        Path cut = write("cut", Arrays.copyOf(whole, whole.length - 3));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThatThrownBy(() -> Merge.merge(List.of(a, again), out)).hasMessageMatching(".* is in .* and in .*");
        assertThatThrownBy(() -> Merge.merge(List.of(a, csv), out)).hasMessageContaining("has other columns than");
        assertThatThrownBy(() -> Merge.merge(List.of(unsorted), out)).hasMessage(unsorted + ": not sorted by path");
        assertThatThrownBy(() -> Merge.merge(List.of(text), out))
                .hasMessage(text + ": not the result of a scan with --format csv or ndjson");
        assertThatThrownBy(() -> Merge.merge(List.of(cut), out)).hasMessageContaining("its last record is cut off");
    }

    @Test
    void takesShardsWithoutFiles() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path empty = write("empty", new byte[0]);
        Path header = write("header", file(RecordFormat.CSV, List.of()));

        assertThat(Merge.merge(List.of(empty, header), out).status(true)).isEqualTo(Tally.CLEAN);
        assertThat(out.toByteArray()).isEqualTo(RecordFormat.CSV.header(false));
    }

    @Test
    void refusesShardsThatDoNotExist() {
        for (String text : new String[] {"0/4", "5/4", "1", "a/b", "1/0", "1/-1"}) {
            assertThatThrownBy(() -> Shard.parse(text)).hasMessageStartingWith("--shard: expected K/N");
        }
    }

    @Test
    void hasAnExitStatusLikeAVirusScanners() {
        Tally tally = new Tally();
        assertThat(tally.status(true)).isEqualTo(0);
        tally.add(Verdict.SAFE);
        tally.add(Verdict.REVIEW);
        assertThat(tally.status(false)).isEqualTo(0);
        assertThat(tally.status(true)).isEqualTo(1);
        tally.add(Verdict.ERROR);
        assertThat(tally.status(false)).isEqualTo(3);
        tally.add(Verdict.BLOCK);
        assertThat(tally.status(false)).isEqualTo(1);
        assertThat(tally).hasToString("4 files: 1 safe, 1 review, 1 block, 1 error");
    }
}
