package salty.loader.keras.layers;

import static java.util.Map.entry;
import static salty.loader.keras.layers.LayerType.plain;
import static salty.loader.keras.layers.LayerType.weighted;

import java.util.Map;
import java.util.Set;

import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerConfig;

/** Every class of layers that can be loaded, by its names in Keras 1, 2 and 3. What is not in the table is refused. */
public final class LayerTable {

    private static final Map<String, LayerType> TYPES = Map.ofEntries(
            entry("InputLayer", plain(LayerCall::input)),

            entry("Conv1D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::conv1d)),
            entry("Convolution1D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::conv1d)),
            entry("Conv2D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::conv2d)),
            entry("Convolution2D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::conv2d)),
            entry("AtrousConvolution2D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::conv2d)),
            entry("DepthwiseConv2D", weighted(ConvolutionLayers::depthwiseAndBias, ConvolutionLayers::depthwise)),
            entry("SeparableConv2D", weighted(ConvolutionLayers::separableAndBias, ConvolutionLayers::separable)),
            entry("SeparableConvolution2D",
                    weighted(ConvolutionLayers::separableAndBias, ConvolutionLayers::separable)),
            entry("Conv2DTranspose", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::transposed)),
            entry("Convolution2DTranspose", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::transposed)),
            entry("Deconvolution2D", weighted(ConvolutionLayers::kernelAndBias, ConvolutionLayers::transposed)),
            entry("Dense", weighted(ConvolutionLayers::kernelAndBias, DenseLayers::dense)),

            entry("BatchNormalization", weighted(NormalizationLayers::batchWeights, NormalizationLayers::batch)),
            entry("BatchNormalizationV1", weighted(NormalizationLayers::batchWeights, NormalizationLayers::batch)),
            entry("BatchNormalizationV2", weighted(NormalizationLayers::batchWeights, NormalizationLayers::batch)),
            entry("LRN", plain(NormalizationLayers::localResponse)),
            entry("LRN2D", plain(NormalizationLayers::localResponse)),
            entry("LayerNormalization", weighted(NormalizationLayers::layerWeights, NormalizationLayers::layer)),

            entry("MaxPooling2D", plain(PoolingLayers::max2d)),
            entry("MaxPool2D", plain(PoolingLayers::max2d)),
            entry("AveragePooling2D", plain(PoolingLayers::average2d)),
            entry("AvgPool2D", plain(PoolingLayers::average2d)),
            entry("MaxPooling1D", plain(PoolingLayers::max1d)),
            entry("AveragePooling1D", plain(PoolingLayers::average1d)),
            entry("GlobalAveragePooling2D", plain(PoolingLayers::globalAverage)),
            entry("GlobalAvgPool2D", plain(PoolingLayers::globalAverage)),
            entry("GlobalAveragePooling1D", plain(PoolingLayers::globalAverage)),
            entry("GlobalMaxPooling2D", plain(PoolingLayers::globalMax)),
            entry("GlobalMaxPool2D", plain(PoolingLayers::globalMax)),
            entry("GlobalMaxPooling1D", plain(PoolingLayers::globalMax)),

            entry("Flatten", plain(ShapeLayers::flatten)),
            entry("Reshape", plain(ShapeLayers::reshape)),
            entry("Permute", plain(ShapeLayers::permute)),
            entry("ZeroPadding2D", plain(ShapeLayers::zeroPadding2d)),
            entry("ZeroPadding1D", plain(ShapeLayers::zeroPadding1d)),
            entry("Cropping2D", plain(ShapeLayers::cropping2d)),
            entry("UpSampling2D", plain(ResizingLayers::upSampling2d)),
            entry("Resizing", plain(ResizingLayers::resizing)),

            entry("Add", plain(MergeLayers::add)),
            entry("Subtract", plain(MergeLayers::subtract)),
            entry("Multiply", plain(MergeLayers::multiply)),
            entry("Average", plain(MergeLayers::average)),
            entry("Maximum", plain(MergeLayers::maximum)),
            entry("Minimum", plain(MergeLayers::minimum)),
            entry("Concatenate", plain(MergeLayers::concatenate)),
            entry("Merge", plain(MergeLayers::keras1Merge)),

            entry("Activation", plain(ActivationLayers::activation)),
            entry("ReLU", plain(ActivationLayers::relu)),
            entry("LeakyReLU", plain(ActivationLayers::leakyRelu)),
            entry("PReLU", weighted(ActivationLayers::alpha, ActivationLayers::prelu)),
            entry("ELU", plain(ActivationLayers::elu)),
            entry("ThresholdedReLU", plain(ActivationLayers::thresholdedRelu)),
            entry("Softmax", plain(ActivationLayers::softmax)),

            entry("Rescaling", plain(PreprocessingLayers::rescaling)),
            entry("Normalization",
                    weighted(PreprocessingLayers::normalizationWeights, PreprocessingLayers::normalization)),
            entry("CenterCrop", plain(PreprocessingLayers::centerCrop)));

    /** Layers that do something in training only. */
    private static final Set<String> IDENTITIES =
            Set.of("Identity", "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise",
            "GaussianDropout", "AlphaDropout", "ActivityRegularization", "RandomFlip", "RandomRotation", "RandomZoom",
            "RandomContrast", "RandomBrightness", "RandomTranslation", "RandomHeight", "RandomWidth",
            "RandomColorJitter", "RandomSaturation", "RandomHue", "RandomShear", "RandomGrayscale", "RandomErasing",
            "RandomInvert", "RandomPosterization", "RandomSharpness", "RandomGaussianBlur", "RandomPerspective",
            "RandomColorDegeneration", "RandomElasticTransform");
    private static final LayerType IDENTITY = plain(LayerCall::input);

    /** Layers that hold Python code, or run another file's. */
    private static final Set<String> CODE = Set.of("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer",
            "function");

    private LayerTable() {
    }

    /** Whether a class is in the table: no operation, nothing unknown. */
    static boolean isLayer(String className) {
        return TYPES.containsKey(className) || IDENTITIES.contains(className);
    }

    /** Whether a layer of this class does something in training only. */
    public static boolean isIdentity(String className) {
        return IDENTITIES.contains(className);
    }

    /**
     * The type of a layer.
     *
     * @throws ModelFormatException if it is not supported, naming layer and class
     */
    public static LayerType type(String file, LayerConfig layer) {
        if (!QuantizedWeights.mode(layer).isEmpty()) {
            throw new ModelFormatException(file, "layer " + layer.name(), "keeps its weights quantised as "
                    + QuantizedWeights.mode(layer) + "; only int8 can be read: save the model as float32");
        }
        LayerType type = IDENTITIES.contains(layer.className()) ? IDENTITY : TYPES.get(layer.className());
        if (type == null) {
            type = OperationLayers.type(layer);
        }
        if (type == null) {
            String operation = OperationLayers.function(layer);
            throw new ModelFormatException(file, "layer " + layer.name(), "layer type " + layer.className()
                    + (operation.isEmpty() ? "" : " of " + operation)
                    + (CODE.contains(layer.className()) ? " holds code, which is not supported (and never executed)"
                    : " is not supported"));
        }
        return type;
    }
}
