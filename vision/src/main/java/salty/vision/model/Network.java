package salty.vision.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import salty.engine.UserException;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.image.Crop;
import salty.loader.image.ImageNetLabels;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Labels;
import salty.loader.image.Preprocessing;
import salty.loader.image.Resize;
import salty.loader.keras.OpenedModel;

/**
 * A loaded model and what its user calls things.
 *
 * @param file   where it came from and what messages call it
 * @param model  the graph
 * @param card   what the file says of its classes and of preprocessing, if it says anything
 * @param labels the file of its classes' names; null for the usual ones
 */
public record Network(ModelFile file, Model model, Optional<ModelCard> card, Path labels) {
    /** The word that leaves a choice to the model. */
    public static final String AUTO = "auto";

    /** Opens a model for runs as the options say. */
    public static Network open(ModelFile file, LoadOptions options) {
        return open(file, options, null);
    }

    /** The same with the names of its classes from a file; null for the usual ones. */
    public static Network open(ModelFile file, LoadOptions options, Path labels) {
        OpenedModel opened = file.open(options);
        return new Network(file, opened.graph(options), opened.card(), labels);
    }

    /**
     * How pictures become its input where nobody says otherwise: as its card tells, else as what it was most likely
     * trained with.
     *
     * @param note told what was assumed where nothing tells
     */
    public ImagePipeline pipeline(Consumer<String> note) {
        return pipeline(Crop.NONE, AUTO, AUTO, note);
    }

    /**
     * How pictures become its input.
     *
     * @param resize        a name of {@link Resize}, or {@code auto}
     * @param preprocessing a name of {@link Preprocessing}, or {@code auto}
     * @param note          told what was assumed where nothing tells
     * @throws IllegalArgumentException if there is none of such a name
     */
    public ImagePipeline pipeline(Crop crop, String resize, String preprocessing, Consumer<String> note) {
        String resizing = !resize.equals(AUTO) ? resize
                : card.map(ModelCard::resize).orElse(Resize.KERAS_NEAREST.label());
        return new ImagePipeline(crop, Resize.byLabel(resizing), AutoPreprocessing.choose(preprocessing, this, note));
    }

    /** What is done to pictures, for people: {@code preprocess=caffe resize=keras-nearest size=224x224}. */
    public String describe(ImagePipeline pipeline) {
        Shape shape = imageShape();
        String cropped = pipeline.crop() == Crop.NONE ? "" : " crop=" + pipeline.crop().label();
        return "preprocess=" + pipeline.preprocessing().label() + " resize=" + pipeline.resize().label() + cropped
                + " size=" + shape.dim(2) + "x" + shape.dim(1);
    }

    /** The shape {@code (n, h, w, c)} of the images that it takes; an input {@code (n, h, w)} is one of grey ones. */
    public Shape imageShape() {
        Shape shape = model.input().shape();
        if (model.inputs().size() == 1 && shape.rank() == 3) {
            return Shape.of(shape.dim(0), shape.dim(1), shape.dim(2), 1);
        }
        if (model.inputs().size() != 1 || shape.rank() != 4) {
            throw new UserException(file.name() + ": takes " + model.inputs().size() + " input(s), the first " + shape
                    + "; only models of one image (n, h, w, c) can be used here");
        }
        return shape;
    }

    /** Whether its output is a score for each of some classes. */
    public boolean classifies() {
        return model.outputs().size() == 1 && model.output().shape().rank() == 2;
    }

    /** The number of classes that it tells apart. */
    public int classes() {
        if (model.outputs().size() > 1) {
            throw new UserException(file.name() + ": has the outputs " + outputNames()
                    + "; choose one with --output-layer");
        }
        if (!classifies()) {
            throw new UserException(file.name() + ": its output " + model.output().shape()
                    + " is no list of classes; give a model with its classifier");
        }
        return model.output().shape().dim(1);
    }

    private String outputNames() {
        List<String> names = new ArrayList<>();
        for (Node output : model.outputs()) {
            names.add(model.layers().values().stream().filter(layer -> layer.output() == output).map(Layer::name)
                    .reduce((a, b) -> b).orElse("?") + " " + output.shape());
        }
        return String.join(", ", names);
    }

    /** The names of the classes: given, or the file's own, or ImageNet's, or numbers. */
    public Labels classNames() {
        int classes = classes();
        if (labels != null) {
            return Labels.read(labels, classes);
        }
        if (card.isPresent() && card.get().labels().size() == classes) {
            return Labels.of(card.get().labels());
        }
        if (classes == ImageNetLabels.CLASSES) {
            return ImageNetLabels.load();
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            numbers.add("class_" + i);
        }
        return Labels.of(numbers);
    }

    /**
     * The layer of a name.
     *
     * @param option the option that gave the name, and is told with the model's file where there is none
     */
    public Layer layer(String option, String name) {
        try {
            return model.layer(name);
        } catch (IllegalArgumentException e) {
            throw new UserException(file.name() + ": " + option + ": " + e.getMessage(), e);
        }
    }

    /** The layers of the names that an option gave, each with maps {@code (1, h, w, k)}. */
    public List<Layer> layersWithMaps(String option, List<String> names) {
        List<Layer> layers = new ArrayList<>();
        for (String name : names) {
            layers.add(withMaps(layer(option, name)));
        }
        return layers;
    }

    /** The layer itself, if it has maps. */
    public Layer withMaps(Layer layer) {
        if (layer.output().shape().rank() != 4) {
            throw new UserException(file.name() + ": layer " + layer.name() + ": has no maps (h, w, k) but shape "
                    + layer.output().shape() + "; choose a convolution, such as "
                    + LayerChoice.lastConvolution(this).name());
        }
        return layer;
    }

    /** The scores before the classifier's softmax or sigmoid. */
    public Node logits() {
        return model.outputLayer().map(Layer::preactivation).orElse(model.output());
    }

    /**
     * The scores whose evidence a picture shows: the logits; of two classes under a softmax, how far each exceeds the
     * other. A softmax sees nothing but that difference, so training leaves it to chance which of the two logits rises,
     * and one of them alone may tell nothing of its class.
     */
    public Node evidence() {
        Node logits = logits();
        boolean two = model.output().op() instanceof Softmax && logits.shape().dim(-1) == 2;
        return two ? Affine.of(logits, 2, 0)
                .plus(Broadcast.of(Affine.of(Sum.of(logits, -1), -1, 0), logits.shape())) : logits;
    }
}
