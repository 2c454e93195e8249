/**
 * The CPU backend, written with the JDK's Vector API: {@link salty.kernels.vector.VectorBackend} is its one dispatch,
 * the {@code ...Kernels} classes choose and prepare, and all that computes is static methods on {@code float[]} and
 * offset that know no graph.
 *
 * <p>Images are (n, h, w, c), and vector lanes run along channels. To read how it is fast, begin with {@code GemmTile}
 * and what packs for it, {@code RowPanels} and {@code Gemm}; then {@code WinogradTransform} and
 * {@code WinogradConv3x3}, and {@code Gemv} for dense layers. {@code docs/performance.md} holds the measurements.
 */
package salty.kernels.vector;
