package salty.loader.training;

import java.nio.file.Path;

import salty.loader.image.RgbImage;

/**
 * A labelled picture at the network's size.
 *
 * @param file    where it came from
 * @param label   its class, from 0
 * @param hash    the SHA-256 of the file, in hexadecimal
 * @param picture what the network sees, before preprocessing
 */
public record Example(Path file, int label, String hash, RgbImage picture) {}
