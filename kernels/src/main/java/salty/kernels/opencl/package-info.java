/**
 * The OpenCL backend: hand-written kernels under {@code /cl}, one file an operation, dispatched through JOCL.
 *
 * <p>Every call of JOCL is inside a class whose name starts with {@code Cl}. There are two families of kernels behind
 * one host: for GPUs (local memory, barriers) and for CPU devices such as PoCL (one work-item a register tile, no
 * barrier). {@code docs/opencl.md} tells why they differ and how tile sizes are tuned.
 *
 * <p>Reading order: {@link salty.kernels.opencl.OpenClBackend} says which op becomes which plan; {@code ElementPlans}
 * is the plainest of those, with {@code PlanBuilder} collecting launches and {@code Epilogue} writing what follows a
 * kernel; {@code ConvolutionPlans} and {@code WinogradPlans} are where the speed comes from. {@code ClPlan} is what a
 * run does. Below them lie {@link salty.kernels.opencl.ClQueue}, {@code ClProgram} and {@code ClHandle}.
 */
package salty.kernels.opencl;
