/// Pictures, `.npy` tensors and class labels: what reaches the network from outside, besides the model.
///
/// The path of a photograph is `bytes -> RgbImage -> FloatImage -> float[]`:
/// [salty.loader.image.ImageDecoder] reads a file (hostile until proven otherwise: size and pixel limits come before
/// any decoding), [salty.loader.image.Resize] and [salty.loader.image.Crop] bring it to the network's size in the
/// arithmetic of a named library, and [salty.loader.image.Preprocessing] turns 0..255 RGB into what the network was
/// trained on. [salty.loader.image.ImagePipeline] is the three in order.
///
/// [salty.loader.image.ImageDecoder#decode] follows Keras' `load_img(...).convert('RGB')`, that is Pillow: alpha is
/// dropped without compositing, colour profiles are ignored, EXIF orientation is ignored unless asked for, and only the
/// first frame counts. [salty.loader.image.ImageDecoder#frames] follows browsers, for moderation:
/// [salty.loader.image.Animation] gives every frame with its alpha. Each format's container is walked in a class
/// `...Image`; pixels are decoded by the JDK (PNG, JPEG, BMP), by TwelveMonkeys (lossless WebP) and here (GIF's LZW,
/// the VP8 key frames of lossy WebP).
package salty.loader.image;
