package salty.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.engine.graph.Shape;
import salty.engine.random.SplitMix64;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.Png;
import salty.loader.image.Resize;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/** Folders, splits, variations and weights of classes. */
class ImageFolderTest {
    private static final ImageFolder.Reading READING =
            new ImageFolder.Reading(ImageDecoder.KERAS, Resize.KERAS_NEAREST, Shape.of(1, 16, 16, 3));

    @TempDir
    private Path folder;

    private Path draw(String name, Motif motif, int number) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, Png.encode(new PictureGenerator(1, 16, false).draw(motif, number)));
    }

    @Test
    void foldersAreClassesAndWhatCannotBeReadIsListed() throws IOException {
        draw("b/one.png", Motif.STAR, 1);
        draw("a/deep/two.png", Motif.DISC, 1);
        draw("a/one.png", Motif.DISC, 2);
        Files.writeString(folder.resolve("b/notes.txt"), "no picture");
        Files.write(folder.resolve("b/empty.png"), new byte[0]);

        ImageFolder read = ImageFolder.read(folder, List.of(), READING);
        assertThat(read.classes()).containsExactly("a", "b");
        assertThat(read.counts()).containsExactly(2, 1);
        assertThat(read.examples()).extracting(example -> example.file().getFileName().toString())
                .containsExactly("two.png", "one.png", "one.png");
        assertThat(read.unreadable()).hasSize(2).allMatch(line -> line.contains("b"));
        assertThat(ImageFolder.read(folder, List.of("b", "a"), READING).counts()).containsExactly(1, 2);
    }

    @Test
    void tooFewClassesAreRefused() throws IOException {
        draw("a/one.png", Motif.DISC, 1);
        assertThatThrownBy(() -> ImageFolder.read(folder, List.of(), READING))
                .hasMessageContaining("has the one class a");
        assertThatThrownBy(() -> ImageFolder.read(folder, List.of("a", "c"), READING))
                .hasMessageContaining("is no folder");
        Files.createDirectories(folder.resolve("c"));
        assertThatThrownBy(() -> ImageFolder.read(folder, List.of("a", "c"), READING))
                .hasMessageContaining("has no readable picture of class c");
    }

    @Test
    void copiesOfOneFileStayTogether() {
        List<Example> examples = new ArrayList<>();
        FloatImage picture = new FloatImage(1, 1, new float[3]);
        for (int i = 0; i < 100; i++) {
            String hash = String.format("%016x%048x", new SplitMix64(i / 2).nextLong(), 0);
            examples.add(Example.of(Path.of("f" + i), i < 20 ? 1 : 0, hash, picture));
        }
        Split split = Split.of(examples, .2, 4);
        Set<String> kept = new HashSet<>();
        split.validation().forEach(example -> kept.add(example.hash()));
        assertThat(split.training()).noneMatch(example -> kept.contains(example.hash()));
        assertThat(split.validation()).hasSize(20).filteredOn(example -> example.label() == 1).hasSize(4);
        assertThat(Split.of(examples, .2, 4)).isEqualTo(split);
        assertThat(Split.of(examples, .2, 5)).isNotEqualTo(split);
    }

    @Test
    void balancedWeightsGiveClassesTheSameSum() {
        assertThat(Recipe.balanced(new int[] {90, 10})).containsExactly(100 / 180f, 5f);
    }

    @Test
    void augmentationsAreRead() {
        assertThat(Augmentation.parse("flip, shift=.2,rot=40,zoom=.2,channel=20,brightness=.3"))
                .isEqualTo(new Augmentation(true, .2, 40, .2, 20, .3));
        assertThat(Augmentation.parse("none")).isEqualTo(Augmentation.NONE);
        assertThatThrownBy(() -> Augmentation.parse("shear=1")).hasMessageContaining("no augmentation 'shear'");
        assertThatThrownBy(() -> Augmentation.parse("rot=much")).hasMessageContaining("no number");
    }

    @Test
    void augmentationMovesPixels() {
        FloatImage picture = FloatImage.of(new PictureGenerator(1, 17, false).draw(Motif.HEART, 1));
        assertThat(Augmentation.NONE.apply(picture, new SplitMix64(1))).usingRecursiveComparison()
                .isEqualTo(picture);
        FloatImage mirrored = LongStream.range(0, 20)
                .mapToObj(seed -> Augmentation.parse("flip").apply(picture, new SplitMix64(seed)))
                .filter(image -> image.rgb()[0] != picture.rgb()[0]).findFirst().orElseThrow();
        for (int row = 0; row < 17; row++) {
            for (int column = 0; column < 17; column++) {
                assertThat(mirrored.rgb()[3 * (17 * row + column)])
                        .isCloseTo(picture.rgb()[3 * (17 * row + 16 - column)], within(1e-3f));
            }
        }
        FloatImage varied = Augmentation.parse("rot=30,zoom=.3,shift=.2,channel=30,brightness=.5")
                .apply(picture, new SplitMix64(4));
        for (float value : varied.rgb()) {
            assertThat(value).isBetween(0f, 255f);
        }
    }
}
