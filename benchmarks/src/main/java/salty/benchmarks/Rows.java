package salty.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import salty.benchmarks.RowPlan.Ceiling;
import salty.benchmarks.suite.AscentBenchmark;
import salty.benchmarks.suite.CeilingBenchmark;
import salty.benchmarks.suite.DenseBenchmark;
import salty.benchmarks.suite.ForwardBenchmark;
import salty.benchmarks.suite.GemmBenchmark;
import salty.benchmarks.suite.GradCamBenchmark;
import salty.benchmarks.suite.ImportBenchmark;
import salty.benchmarks.suite.LayerBenchmark;
import salty.benchmarks.suite.LoadBenchmark;
import salty.benchmarks.suite.MatMulBenchmark;
import salty.benchmarks.suite.OpBenchmark;
import salty.benchmarks.workload.LayerGraph;
import salty.benchmarks.workload.NetworkCase;
import salty.benchmarks.workload.Setting;
import salty.benchmarks.workload.Weights;
import salty.engine.autodiff.Gradients;
import salty.engine.compile.Simplify;
import salty.engine.compile.Work;
import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Slice;
import salty.engine.op.Sum;
import salty.kernels.opencl.OpenClBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;

/** Every row that there is. */
public final class Rows {
    private Rows() {}

    /** The ceilings of the machine, which every run measures first: other rows are fractions of them. */
    static List<RowPlan> ceilings() {
        int all = Runtime.getRuntime().availableProcessors();
        Work fma = new Work(CeilingBenchmark.FMA_FLOPS, 0);
        Work read = new Work(0, CeilingBenchmark.READ_BYTES);
        return List.of(
                RowPlan.ofCeiling("ceiling/fma, 1 thread", CeilingBenchmark.class, "fma", fma, 1, Ceiling.FLOPS_ONE),
                RowPlan.ofCeiling("ceiling/fma, all threads", CeilingBenchmark.class, "fma", fma, all,
                        Ceiling.FLOPS_ALL),
                RowPlan.ofCeiling("ceiling/read, 1 thread", CeilingBenchmark.class, "read", read, 1,
                        Ceiling.BYTES_ONE),
                RowPlan.ofCeiling("ceiling/read, all threads", CeilingBenchmark.class, "read", read, all,
                        Ceiling.BYTES_ALL));
    }

    /**
     * All rows but the ceilings: with {@code auto} the CPU's and beside each of them those of the devices, with
     * {@code opencl} the devices' alone.
     *
     * @param devices indexes of OpenCL devices
     */
    static List<RowPlan> all(Setting setting, List<String> devices) {
        return beside(ofBackend(setting), setting, devices);
    }

    /** Rows of networks in files of any format: from pixels to scores, and from the file to a program. */
    static List<RowPlan> ofFiles(List<Path> files, Setting setting, List<String> devices) {
        List<RowPlan> rows = new ArrayList<>();
        for (Path file : files) {
            Work work = Work.of(ModelLoader.load(file, LoadOptions.DEFAULT).output());
            Map<String, String> network = Map.of("network", file.toString());
            rows.add(RowPlan.of("forward/" + file.getFileName(), ForwardBenchmark.class, "run", network, work));
            rows.add(RowPlan.of("load/" + file.getFileName(), ImportBenchmark.class, "load", network,
                    new Work(0, work.bytes())));
        }
        return beside(rows, setting, devices);
    }

    private static List<RowPlan> beside(List<RowPlan> own, Setting setting, List<String> devices) {
        List<RowPlan> rows = new ArrayList<>();
        for (RowPlan row : own) {
            if (!setting.backend().equals(OpenClBackend.NAME)) {
                rows.add(row);
            }
            if (row.hasBackend()) {
                devices.forEach(device -> rows.add(row.on(device)));
            }
        }
        return rows;
    }

    private static List<RowPlan> ofBackend(Setting setting) {
        List<RowPlan> rows = new ArrayList<>();
        for (String size : GemmBenchmark.SIZES) {
            rows.add(RowPlan.of("gemm/" + size, GemmBenchmark.class, "multiply", Map.of("size", size),
                    GemmBenchmark.work(size)));
        }
        for (int size : MatMulBenchmark.SIZES) {
            rows.add(RowPlan.of("matmul/" + size + "³", MatMulBenchmark.class, "run", Map.of("size", "" + size),
                    Work.of(MatMulBenchmark.product(size))));
        }
        for (String layer : LayerGraph.names()) {
            LayerGraph graph = LayerGraph.of(layer, Weights.zeros());
            rows.add(RowPlan.of("layer/" + layer + " forward", LayerBenchmark.class, "run",
                    Map.of("layer", layer, "direction", "forward"), Work.of(graph.forward())));
            rows.add(RowPlan.of("layer/" + layer + " backward", LayerBenchmark.class, "run",
                    Map.of("layer", layer, "direction", "backward"), Work.of(graph.backward())));
        }
        for (String inputs : DenseBenchmark.INPUTS) {
            rows.add(RowPlan.of("dense/" + inputs, DenseBenchmark.class, "run", Map.of("inputs", inputs),
                    DenseBenchmark.work(inputs)));
        }
        Model features = LayerGraph.features(Weights.zeros());
        Work forward = Work.of(features.output());
        for (int batch : new int[] {1, 8}) {
            Work dense = DenseBenchmark.work(DenseBenchmark.WITHOUT_ZEROS);
            rows.add(RowPlan.of("forward/batch " + batch, ForwardBenchmark.class, "run", Map.of("batch", "" + batch),
                    new Work(batch * (forward.flops() + dense.flops()), forward.bytes() + dense.bytes())));
        }
        for (String network : NetworkCase.SEEDED) {
            rows.add(RowPlan.of("forward/" + network, ForwardBenchmark.class, "run", Map.of("network", network),
                    networks().get(network)));
        }
        for (String layer : List.of("block3_conv2", "block4_conv2", "block5_conv3")) {
            rows.add(RowPlan.of("ascent step/" + layer, AscentBenchmark.class, "steps", Map.of("layer", layer),
                    ascent(features, layer)));
        }
        Work dense = DenseBenchmark.work(DenseBenchmark.WITHOUT_ZEROS);
        rows.add(RowPlan.of("grad-cam/block5_conv3", GradCamBenchmark.class, "run", Map.of(),
                forward.plus(dense).plus(dense)));
        rows.add(RowPlan.of("load/prepare", LoadBenchmark.class, "prepare", Map.of(), new Work(0, forward.bytes())));
        if (!setting.model().isEmpty()) {
            rows.add(RowPlan.of("load/file to ready", LoadBenchmark.class, "load", Map.of(),
                    new Work(0, forward.bytes())));
        }
        for (OpCase example : OpCases.all()) {
            rows.add(RowPlan.of("op/" + example.name(), OpBenchmark.class, "run", Map.of("example", example.name()),
                    Work.of(example.output())));
        }
        return rows;
    }

    /** The work of the networks beside VGG16; counted once, as building them only to count takes seconds. */
    public static Map<String, Work> networks() {
        return Map.of("resnet50", new Work(7.7439e9, 1.0273e8), "mobilenetv2", new Work(6.1461e8, 1.4557e7),
                "inceptionv3", new Work(1.1472e10, 9.6346e7));
    }

    /** The gradient of one filter's mean; the step itself is next to nothing. */
    private static Work ascent(Model model, String layer) {
        Node map = Simplify.of(Slice.along(model.layer(layer).output(), -1, 0, 1));
        return Work.of(Gradients.of(Sum.mean(map), model.input()));
    }
}
