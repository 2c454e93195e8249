package salty.cli;

import java.util.Locale;
import java.util.OptionalDouble;

import salty.loader.training.Epoch;
import salty.loader.training.Recipe;
import salty.loader.training.Split;
import salty.loader.training.Trainer;

/** Tells how training goes: a line an epoch, and between them a bar where stderr is a terminal. */
final class TrainingProgress implements Trainer.Listener, AutoCloseable {
    private static final double SECOND = 1e9;

    private final Console console;
    private final Recipe recipe;
    private final int pictures;
    private Progress bar;
    private long begun = System.nanoTime();
    private int done;

    TrainingProgress(Console console, Recipe recipe, Split split) {
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

    /** Ends an epoch with its figures. */
    void finished(Epoch epoch) {
        close();
        double seconds = (System.nanoTime() - begun) / SECOND;
        OptionalDouble auc = epoch.validationAuc();
        console.result("epoch %d/%d  loss %.4f acc %.4f  val_loss %.4f val_acc %.4f val_auc %s  %.0f images/s, at most"
                + " %.0f s left", epoch.number(), recipe.epochs(), epoch.loss(), epoch.accuracy(),
                epoch.validationLoss(), epoch.validationAccuracy(),
                auc.isPresent() ? String.format(Locale.ROOT, "%.4f", auc.getAsDouble()) : "undefined",
                pictures / seconds, seconds * (recipe.epochs() - epoch.number()));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
