/**
 * What a backend must offer: kernels for groups of nodes, and buffers. The engine's own is
 * {@link salty.engine.reference.ReferenceBackend}; others are found by {@link java.util.ServiceLoader} through
 * {@link salty.engine.backend.BackendProvider}.
 */
package salty.engine.backend;
