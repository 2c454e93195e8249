package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are named in the order of their whole names. */
class SortedWalkTest {

    @TempDir
    private Path folder;

    private static List<PathName> all(Iterator<PathName> names) {
        List<PathName> all = new ArrayList<>();
        names.forEachRemaining(all::add);
        return all;
    }

    private List<String> below(List<PathName> names) {
        return names.stream().map(name -> name.text().substring(folder.toString().length() + 1)).toList();
    }

    private void make(String... files) throws IOException {
        for (String file : files) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void descendsInOrderHoweverFewNamesAreHeld(int held) throws IOException {
        make("a/x.png", "a.b/y.png", "a-", "b/c/d/e.png", "b/c.png", "z", ".hidden");

        List<PathName> names = all(new SortedWalk(PathName.of(folder), true, held));

        assertThat(below(names))
                .containsExactly(".hidden", "a-", "a.b/y.png", "a/x.png", "b/c.png", "b/c/d/e.png", "z");
        assertThat(names).isSorted();
    }

    @Test
    void staysInTheFolderUnlessToldToDescend() throws IOException {
        make("b.png", "a/x.png", "c.png");

        assertThat(below(all(new SortedWalk(PathName.of(folder), false)))).containsExactly("b.png", "c.png");
    }

    @Test
    void namesLinksToFoldersAndFollowsNone() throws IOException {
        make("a/x.png");
        Files.createSymbolicLink(folder.resolve("a/loop"), folder);

        assertThat(below(all(new SortedWalk(PathName.of(folder), true)))).containsExactly("a/loop", "a/x.png");
    }

    @Test
    void namesAFileAndAMissingFile() throws IOException {
        make("a.png");

        for (String name : new String[] {"a.png", "missing.png"}) {
            PathName path = PathName.of(folder.resolve(name));
            assertThat(all(new SortedWalk(path, true))).containsExactly(path);
        }
    }

    @Test
    void mergesOverlappingRoots() throws IOException {
        make("a/x.png", "a/y.png", "b.png");
        PathName root = PathName.of(folder);
        PathName a = PathName.of(folder.resolve("a"));

        List<PathName> names = all(new MergedNames(List.of(new SortedWalk(a, true), new SortedWalk(root, true))));

        assertThat(below(names)).containsExactly("a/x.png", "a/y.png", "b.png");
    }

    @Test
    void readsListsOfNames() {
        byte[] lines = "b.png\r\n\na b.png\nb.png".getBytes(StandardCharsets.UTF_8);
        byte[] zeros = "b\n.png\0a.png\0".getBytes(StandardCharsets.UTF_8);

        assertThat(PathList.parse(lines)).containsExactly(PathName.ofText("a b.png"), PathName.ofText("b.png"));
        assertThat(PathList.parse(zeros)).containsExactly(PathName.ofText("a.png"), PathName.ofText("b\n.png"));
        assertThat(PathList.parse(new byte[0])).isEmpty();
    }
}
