/**
 * Reverse-mode automatic differentiation, in one class of a few dozen lines. This page is the tutorial; read it beside
 * {@link salty.engine.autodiff.Gradients}.
 *
 * <h2>The question</h2>
 * A network ends in one number, the loss L: how strongly a filter fires, how probable a class is. Which way should each
 * pixel, or each weight, move to make L grow? That is dL/dx for every x, millions of them. Wiggling each x in turn
 * would cost millions of forward passes; reverse mode gives all of them for the price of about two.
 *
 * <h2>The idea</h2>
 * Call dL/dv the <em>adjoint</em> of a value v. Suppose the adjoint dy of {@code y = op(x)} is known. By the chain rule
 * {@code dx = dy * (dy/dx)}: a row vector times the Jacobian matrix of the op. The matrix is never built, since every
 * op knows that product, its <em>vector-Jacobian product</em>, in closed form: for {@code y = a * b} it is
 * {@code da = dy * b, db = dy * a}; for a convolution it is another convolution. So:
 * <ol>
 * <li>the adjoint of the loss is 1;</li>
 * <li>walk the graph backwards, from the loss to its inputs, so that a value is reached only after all its
 *     consumers;</li>
 * <li>at each value, ask its op for the adjoints of its inputs;</li>
 * <li>where a value has several consumers, its adjoints add up.</li>
 * </ol>
 *
 * <h2>A gradient is more graph</h2>
 * {@link salty.engine.op.Op#gradient} does not compute numbers: it returns nodes, written in the same ops. Nothing is
 * traced or taped. The result is simplified, planned and run like any other graph, so
 * <ul>
 * <li>no backend has a backward pass of its own: a convolution's input gradient is a convolution and takes its fastest
 *     kernel;</li>
 * <li>an activation is kept exactly as long as a later node reads it, since liveness sees forward and backward
 *     alike;</li>
 * <li>a gradient that nobody asked for is never planned: ascending one filter builds no weight gradient at all;</li>
 * <li>gradients of gradients come for free, where the ops have rules for them.</li>
 * </ul>
 *
 * <h2>Where to read on</h2>
 * {@link salty.engine.op.Mul} for the simplest rule with two inputs; {@link salty.engine.op.Relu} for one that needs
 * the output alone; {@link salty.engine.op.Sum} and {@link salty.engine.op.Broadcast} for a pair that are each other's
 * gradients; {@link salty.engine.op.Conv2d} for a family of three; then {@link salty.engine.explain.FilterAscent},
 * which puts it to use.
 */
package salty.engine.autodiff;
