package salty.engine.backend;

/** How exactly products are computed. All backends have float32; what else one has, it says when it is opened. */
public enum Precision {
    /** IEEE float32 throughout. */
    FLOAT32,
    /**
     * Factors rounded to TF32, 10 bits of mantissa, and multiplied on a GPU's tensor cores: some 3e-4 off instead of
     * 3e-7. Sums stay float32.
     */
    TF32
}
