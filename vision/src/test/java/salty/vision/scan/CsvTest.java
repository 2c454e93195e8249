package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** Cells that a spreadsheet would run. */
class CsvTest {

    private static String safe(String line) {
        return new String(Csv.withoutFormulas(line.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void cellsThatBeginAFormulaGetAnApostrophe() {
        assertThat(safe("=a,+b,-c,@d,\te\r\n")).isEqualTo("'=a,'+b,'-c,'@d,'\te\r\n");
        assertThat(safe("\"=a,\"\"b\"\"\",a=b,,1\r\n")).isEqualTo("\"'=a,\"\"b\"\"\",a=b,,1\r\n");
    }

    @Test
    void otherRecordsStayAsTheyAre() {
        String line = "a b.png,SAFE,0.5,x,\"1,2\",,\"line\nbreak\"\r\n";
        assertThat(safe(line)).isEqualTo(line);
    }
}
