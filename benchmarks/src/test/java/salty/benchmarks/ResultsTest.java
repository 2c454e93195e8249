package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import salty.benchmarks.Results.Ceilings;
import salty.benchmarks.Results.ColdRow;
import salty.benchmarks.Results.DeviceCeiling;
import salty.benchmarks.Results.PeerRow;
import salty.benchmarks.Results.Row;
import salty.benchmarks.workload.Setting;

class ResultsTest {
    private static final Results RESULTS = new Results(
            new Machine("A <processor> & more", 23.5, "Linux 6", "25", "abc-dirty", "salty bench",
                    "2026-01-01T00:00:00Z"),
            new Setting("auto", "", 2, "", ""),
            new Ceilings(100, 200, 10, 18, List.of(new DeviceCeiling("0", "Voodoo", 90, 1.5))),
            List.of(new Row("layer/block1_conv1 forward", 1.5, 1.4, 1.7, 99, 120, 3, .6),
                    new Row("layer/block1_conv2 forward", 12.5, 12, 13, 20, 296, 3, 1.48)),
            List.of(new PeerRow("forward, batch 1", "salty", 80, 79, 90, 9, 1, 0, "densities 18 %, 37 %, 41 %"),
                    new PeerRow("forward, batch 1", "onnxruntime", 180, 170, 190, 9, .44, 1e-5, ""),
                    new PeerRow("ascent step", "salty", 150, 140, 160, 9, 1, Double.NaN, "")),
            List.of(new ColdRow("salty classify", 700, 690, 720, 5, 250, 300, 1)));

    @Test
    void comeBackFromJsonAsTheyWere(@TempDir Path folder) {
        Path file = folder.resolve("results.json");
        RESULTS.write(file);
        assertThat(Results.read(file)).isEqualTo(RESULTS);
    }

    @Test
    void tellInTheTableWhereTheyComeFrom() {
        assertThat(Table.of(RESULTS)).contains("A <processor> & more", "abc-dirty", "salty bench", "25",
                "seeded He-normal", "block1_conv2 forward", "148 %", "90.0 GFLOP/s and 1.5 GB/s on opencl 0, Voodoo",
                "onnxruntime", "0.44", "1.0e-05", "salty classify");
    }

    @Test
    void areDrawnAsWellFormedSvgWithABarForEachFigure() throws Exception {
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(Chart.of(RESULTS))));
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(1 + 6);
    }
}
