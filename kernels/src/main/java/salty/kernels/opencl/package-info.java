/**
 * The OpenCL backend: hand-written kernels under {@code /cl}, one file an operation, dispatched through JOCL.
 *
 * <p>Every call of JOCL is inside a class whose name starts with {@code Cl}. There are two families of kernels behind
 * one host: for GPUs (local memory, barriers) and for CPU devices such as PoCL (one work-item a register tile, no
 * barrier). {@code docs/opencl.md} tells why they differ and how tile sizes are tuned.
 */
package salty.kernels.opencl;
