package salty.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is suggested for a name that does not exist. */
class SpellingTest {
    private static final List<String> LAYERS = List.of("block1_conv1", "block5_conv3", "fc1");

    @ParameterizedTest
    @CsvSource({"'', abc, 3", "abc, abc, 0", "abc, acb, 1", "abc, abcd, 1", "kitten, sitting, 3", "ca, abc, 3"})
    void theDistanceCountsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
        assertThat(Spelling.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void aNameThatIsHalfRightIsCorrected() {
        assertThat(Spelling.nearest("blok5conv3", LAYERS)).contains("block5_conv3");
        assertThat(Spelling.remedy("fc2", LAYERS)).isEqualTo("did you mean 'fc1'?");
    }

    @Test
    void forAnythingElseTheNamesAreListed() {
        assertThat(Spelling.nearest("nowhere", LAYERS)).isEmpty();
        assertThat(Spelling.remedy("nowhere", LAYERS)).isEqualTo("there are block1_conv1, block5_conv3, fc1");
        assertThat(Spelling.nearest("nowhere", List.of())).isEmpty();
    }

    @Test
    void ofManyNamesADozenIsListed() {
        assertThat(Spelling.listed(IntStream.range(0, 12).mapToObj(Integer::toString).toList()))
                .isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11");
        assertThat(Spelling.listed(IntStream.range(0, 13).mapToObj(Integer::toString).toList()))
                .isEqualTo("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ... (13 in all)");
    }
}
