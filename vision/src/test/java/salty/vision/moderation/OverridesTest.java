package salty.vision.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** People have the last word, and it can be traced. */
class OverridesTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void letsListedPicturesPass() {
        Overrides overrides = new Overrides()
                .allow(utf8("\ufeff# statues\r\n\r\n" + A.toUpperCase() + "  venus.png\n"), "allow.sha256");

        assertThat(overrides.verdict(A, Verdict.BLOCK)).isEqualTo(Verdict.SAFE);
        assertThat(overrides.trace(A, Verdict.BLOCK)).contains(new Overrides.Trace(Verdict.BLOCK, "allow.sha256:3"));
        assertThat(overrides.verdict(B, Verdict.BLOCK)).isEqualTo(Verdict.BLOCK);
        assertThat(overrides.trace(B, Verdict.BLOCK)).isEmpty();
    }

    @Test
    void takesVerdictsFromAList() {
        Overrides overrides = new Overrides().override(utf8(A + ",block,seen by J.\n" + B + ", Review\n"), "over.csv");

        assertThat(overrides.verdict(A, Verdict.SAFE)).isEqualTo(Verdict.BLOCK);
        assertThat(overrides.verdict(B, Verdict.BLOCK)).isEqualTo(Verdict.REVIEW);
    }

    @Test
    void neverMakesSafeWhatNobodyCouldRead() {
        Overrides overrides = new Overrides().allow(utf8(A), "allow");

        assertThat(overrides.verdict(A, Verdict.ERROR)).isEqualTo(Verdict.ERROR);
        assertThat(overrides.trace(A, Verdict.ERROR)).isEmpty();
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThatThrownBy(() -> new Overrides().allow(utf8(A + "\nvenus.png"), "allow"))
                .hasMessage("allow:2: does not start with a SHA-256 hash (64 hexadecimal digits)");
        assertThatThrownBy(() -> new Overrides().override(utf8(A), "over"))
                .hasMessage("over:1: expected sha256,verdict");
        assertThatThrownBy(() -> new Overrides().override(utf8(A + ",error"), "over"))
                .hasMessageStartingWith("over:1: a verdict is safe, review or block");
    }
}
