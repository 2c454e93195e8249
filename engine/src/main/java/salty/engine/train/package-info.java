/**
 * Training, as graph: a step is one {@link salty.engine.compile.Program} that runs forward, backward and the update,
 * and carries parameters and optimiser state from run to run inside the backend's memory.
 *
 * <h2>Reading order</h2>
 * {@link salty.engine.train.Parameters} turns weights into inputs; {@link salty.engine.train.CrossEntropy} makes a
 * loss; {@link salty.engine.autodiff.Gradients} its gradients; {@link salty.engine.train.GradientClipping} bounds them;
 * an {@link salty.engine.train.Optimiser} says what the parameters become; {@link salty.engine.train.TrainingStep} puts
 * it all into one program. What changes from step to step (the batch, the rate, the mask of a
 * {@link salty.engine.train.Dropout}) is an input.
 */
package salty.engine.train;
