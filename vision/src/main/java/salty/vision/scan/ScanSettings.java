package salty.vision.scan;

import java.time.Duration;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Policy;

/**
 * What answers depend on, besides the pictures and the weights.
 *
 * @param decoder   reads pictures, within limits
 * @param pipeline  brings them to the model's input
 * @param frames    which frames of animations count
 * @param policy    from probabilities to verdicts
 * @param overrides what people decided
 * @param maxTime   how long reading and decoding one file may take, waiting for others not counted
 */
public record ScanSettings(ImageDecoder decoder, ImagePipeline pipeline, FrameChoice frames, Policy policy,
                           Overrides overrides, Duration maxTime) {

    /**
     * Of the decoders and of the rules from frames to a verdict. It is raised whenever one of them may answer otherwise
     * than before, so that neither a cache nor a journal keeps an older version's answers alive.
     */
    static final int VERSION = 2;

    /**
     * All of it but the overrides, which are applied to stored answers too, in one line that is the same for equal
     * settings.
     *
     * @param model the hash of the model's weights
     */
    public String fingerprint(String model) {
        return "version=" + VERSION + " model=" + model + " crop=" + pipeline.crop().label()
                + " resize=" + pipeline.resize().label() + " preprocess=" + pipeline.preprocessing().label()
                + " exif=" + decoder.applyExifOrientation()
                + " pixels=" + decoder.limits().maxPixels() + " bytes=" + decoder.limits().maxBytes()
                + " time=" + maxTime.toMillis() + " "
                + frames.fingerprint() + " " + policy.fingerprint();
    }
}
