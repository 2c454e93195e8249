package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;
import salty.loader.image.Npy;

/** What cannot be used: one line that names the file, exit status 2, no stack trace, nothing half-written. */
class BadInputTest {
    @TempDir
    private Path folder;
    private Path image;

    @BeforeEach
    void drawPicture() throws IOException {
        image = Pictures.rings(folder.resolve("rings.png"), 64, 64);
    }

    @Test
    void aTruncatedModel() throws IOException {
        byte[] whole = Files.readAllBytes(Run.VGG);
        refused(write("cut.h5", Arrays.copyOf(whole, whole.length / 2)), "truncated");
    }

    @Test
    void aTextCalledH5() throws IOException {
        refused(write("text.h5", "not weights\n".getBytes(StandardCharsets.UTF_8)), "text");
    }

    @Test
    void anEmptyModel() throws IOException {
        refused(write("empty.h5", new byte[0]), "empty");
    }

    @Test
    void anH5WithoutWeights() throws IOException {
        Path model = folder.resolve("bare.h5");
        Hdf5Writer.write(model, new NewGroup().text("title", "no model"));
        refused(model, "neither a Keras model nor Keras weights");
    }

    @Test
    void aLayerTypeThatIsNotSupported() throws IOException {
        Path model = folder.resolve("odd.h5");
        NewGroup root = whole("{'class_name': 'Sequential', 'config': {'name': 's', 'layers': ["
                + "{'class_name': 'InputLayer', 'config': {'name': 'i', 'batch_input_shape': [null, 8, 8, 3]}}, "
                + "{'class_name': 'Lambda', 'config': {'name': 'odd'}}]}}");
        root.group("model_weights").texts("layer_names", List.of());
        Hdf5Writer.write(model, root);
        refused(model, "Lambda");
    }

    @Test
    void weightsOfAnotherShape() throws IOException {
        Path model = folder.resolve("shape.h5");
        NewGroup root = whole("{'class_name': 'Sequential', 'config': {'name': 's', 'layers': ["
                + "{'class_name': 'InputLayer', 'config': {'name': 'i', 'batch_input_shape': [null, 8, 8, 3]}}, "
                + "{'class_name': 'Conv2D', 'config': {'name': 'c', 'filters': 4, 'kernel_size': [3, 3], "
                + "'strides': [1, 1], 'padding': 'same', 'activation': 'relu', 'use_bias': false}}]}}");
        NewGroup weights = root.group("model_weights").texts("layer_names", List.of("c"));
        weights.group("c").texts("weight_names", List.of("c/kernel:0"));
        weights.group("c").dataset("c/kernel:0", new long[] {3, 3, 3, 5},
                out -> out.write(ByteBuffer.allocate(4 * 3 * 3 * 3 * 5)));
        Hdf5Writer.write(model, root);
        refused(model, "(3, 3, 3, 5)");
    }

    /** A whole-model file without weights; the JSON is written with single quotes here. */
    private static NewGroup whole(String config) {
        return new NewGroup().text("keras_version", "2.15.0").text("backend", "tensorflow")
                .text("model_config", config.replace('\'', '"'));
    }

    @Test
    void aMissingModel() {
        refused(folder.resolve("missing.h5"), "no such file");
    }

    @Test
    void aMissingLayerSuggestsTheNearest() {
        Run run = Run.salty("gradient", "--model", Run.VGG, "--layer", "block3_conv22", "--filter", 0, "--image", image,
                "-o", folder.resolve("g.npy"));

        one(run, "vgg16_narrow.h5", "no layer 'block3_conv22'; did you mean 'block3_conv2'?");
        assertThat(folder.resolve("g.npy")).doesNotExist();
    }

    @Test
    void aFilterThatTheLayerDoesNotHave() {
        one(Run.salty("gradient", "--model", Run.VGG, "--layer", "block1_conv1", "--filter", 8, "--image", image, "-o",
                folder.resolve("g.npy")), "--filter 8", "channels 0 to 7");
    }

    @Test
    void aZeroBytePicture() throws IOException {
        one(classify(write("zero.png", new byte[0])), "zero.png", "empty");
    }

    @Test
    void aCorruptPicture() throws IOException {
        byte[] whole = Files.readAllBytes(image);
        Arrays.fill(whole, 60, whole.length / 2, (byte) 0);
        one(classify(write("corrupt.png", whole)), "corrupt.png", "PNG");
    }

    @Test
    void aPictureThatDeclaresTooManyPixels() throws IOException {
        one(classify(write("huge.png", hugePng())), "huge.png", "100000 x 100000");
    }

    @Test
    void aTensorOfAnotherShape() throws IOException {
        Path tensor = write("small.npy", Npy.encode(new float[32 * 32 * 3], 32, 32, 3));
        one(classify(tensor), "small.npy", "(1, 32, 32, 3)", "(1, 64, 64, 3)");
    }

    @Test
    void aTensorThatIsNoNumber() throws IOException {
        float[] values = new float[64 * 64 * 3];
        values[7] = Float.NaN;
        one(classify(write("nan.npy", Npy.encode(values, 64, 64, 3))), "nan.npy", "holds NaN", "finite numbers only");
    }

    @Test
    void anOutputFolderThatCannotBeMade() throws IOException {
        Path file = write("file", new byte[1]);
        one(Run.salty("cam", "--model", Run.VGG, "-q", "--image", image, "-o", file.resolve("out")), "out",
                "cannot be written");
    }

    @Test
    void aFailureLeavesTheOldResultsAndNoNewFolder() throws IOException {
        Path out = folder.resolve("out");
        Files.createDirectories(out);
        Files.writeString(out.resolve("cam.png"), "old");

        one(Run.salty("cam", "--model", Run.VGG, "--class", "nonsense", "--image", image, "-o", out),
                "--class nonsense");
        one(Run.salty("cam", "--model", Run.VGG, "--class", "99", "--image", image, "-o", folder.resolve("new")),
                "--class 99");

        assertThat(out).isDirectoryContaining("glob:**/cam.png");
        assertThat(Files.readString(out.resolve("cam.png"))).isEqualTo("old");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void aLayerWithoutMaps() {
        one(Run.salty("cam", "--model", Run.VGG, "--layer", "fc1", "--image", image, "-o", folder.resolve("out")),
                "layer fc1", "no maps", "block5_conv3");
    }

    @Test
    void unknownConventionsNameTheKnownOnes() {
        one(Run.salty("classify", "--model", Run.VGG, "--preprocess", "cafe", image), "cafe", "caffe, tf, torch");
        one(Run.salty("classify", "--model", Run.VGG, "--resize", "lanczos", image), "lanczos", "keras-nearest");
        one(Run.salty("classify", "--model", Run.VGG, "--backend", "cuda", image), "cuda", "reference");
        one(Run.salty("classify", "--model", Run.VGG, "--threads", "0", image), "--threads 0");
    }

    @Test
    void debugShowsWhere() {
        Run run = Run.salty("classify", "--debug", "--model", folder.resolve("missing.h5"), image);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("\tat salty.");
    }

    private void refused(Path model, String what) {
        Path out = folder.resolve("out");
        one(Run.salty("classify", "--model", model, image), model.getFileName().toString(), what);
        one(Run.salty("cam", "--model", model, "--image", image, "-o", out), model.getFileName().toString(), what);
        assertThat(out).doesNotExist();
    }

    private static void one(Run run, String... parts) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().startsWith("salty: ").contains(parts);
    }

    private Run classify(Path picture) {
        return Run.salty("classify", "--model", Run.VGG, picture);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    /** A PNG that declares 100,000 x 100,000 pixels and holds next to none. */
    private static byte[] hugePng() {
        ByteBuffer png = ByteBuffer.allocate(100).putLong(0x89504e470d0a1a0aL);
        chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(100_000).putInt(100_000)
                .put(new byte[] {8, 2, 0, 0, 0}).array());
        chunk(png, "IDAT", new byte[] {0x78, 0x01, 0x03, 0, 0, 0, 0, 1});
        chunk(png, "IEND", new byte[0]);
        return Arrays.copyOf(png.array(), png.position());
    }

    private static void chunk(ByteBuffer png, String type, byte[] content) {
        byte[] named = ByteBuffer.allocate(4 + content.length).put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content).array();
        CRC32 crc = new CRC32();
        crc.update(named);
        png.putInt(content.length).put(named).putInt((int) crc.getValue());
    }
}
