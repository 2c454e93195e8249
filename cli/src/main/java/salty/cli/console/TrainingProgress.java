package salty.cli.console;

import java.util.Locale;
import java.util.OptionalDouble;

import salty.vision.training.Epoch;
import salty.vision.training.Figures;
import salty.vision.training.HeldOut;
import salty.vision.training.Recipe;
import salty.vision.training.SolvedHead;
import salty.vision.training.Split;
import salty.vision.training.Trainer;

/** Tells how training goes: a line an epoch, and between them a bar where stderr is a terminal. */
public final class TrainingProgress implements Trainer.Listener, AutoCloseable {
    private static final double SECOND = 1e9;

    private final Console console;
    private final Recipe recipe;
    private final int pictures;
    private Progress bar;
    private long begun = System.nanoTime();
    private int done;

    public TrainingProgress(Console console, Recipe recipe, Split split) {
        this.console = console;
        this.recipe = recipe;
        this.pictures = split.training().size();
    }

    @Override
    public void computed(int count, int of) {
        if (count == of) {
            console.note("features of %d pictures in %.0f s", of, (System.nanoTime() - begun) / SECOND);
        }
    }

    @Override
    public void stepped(int epoch, int step, int of, double loss) {
        if (step == 1) {
            begun = System.nanoTime();
            done = 0;
        }
        if (bar == null && Progress.isLive()) {
            bar = console.progress("epoch " + epoch, of);
        }
        done += recipe.batch();
        if (bar != null) {
            bar.step("loss %.4f  %.0f images/s", loss, done / Math.max(1e-9, (System.nanoTime() - begun) / SECOND));
        }
    }

    /** Tells of the classifier of a frozen base. */
    public void solved(SolvedHead head) {
        String how = head.folds().map(path -> String.format(Locale.ROOT, "chosen by cross-validation, loss %.4f",
                path.least().loss())).orElse("as it was given or, where no class has two pictures, assumed");
        console.note("classifier solved in %.1f s with an L2 of %.3g, %s", (System.nanoTime() - begun) / SECOND,
                head.l2(), how);
    }

    /** Ends an epoch with its figures. */
    public void finished(Epoch epoch) {
        close();
        double seconds = (System.nanoTime() - begun) / SECOND;
        String speed = epoch.number() == 0 ? "where the steps begin" : String.format(Locale.ROOT,
                "%.0f images/s, at most %.0f s left", pictures / seconds, seconds * (recipe.epochs() - epoch.number()));
        console.result("epoch %d/%d  loss %.4f acc %.4f  val_loss %.4f val_acc %.4f val_auc %s  %s", epoch.number(),
                recipe.epochs(), epoch.loss(), epoch.accuracy(), epoch.validationLoss(), epoch.validationAccuracy(),
                shown(epoch.validationAuc()), speed);
    }

    /** Tells how good the result is, and how good it would be not to look. */
    public void judged(HeldOut heldOut) {
        Figures figures = heldOut.figures();
        Figures prior = heldOut.prior();
        console.result("held out: loss %.4f acc %.4f auc %s of %d pictures; by the classes' frequencies alone loss %.4f"
                + " acc %.4f", figures.loss(), figures.accuracy(), shown(figures.auc()), heldOut.examples().size(),
                prior.loss(), prior.accuracy());
    }

    private static String shown(OptionalDouble auc) {
        return auc.isPresent() ? String.format(Locale.ROOT, "%.4f", auc.getAsDouble()) : "undefined";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
