/**
 * Pictures that the project draws itself, to learn from and to try things on:
 * {@link salty.loader.pictures.PictureGenerator} puts a {@link salty.loader.pictures.Motif}, a shape or a texture, on a
 * {@link salty.loader.pictures.Background}.
 *
 * <p>The rasteriser is its own, in plain float64 arithmetic and {@link StrictMath}: a seed gives the same bytes on
 * every machine, where Java2D would draw differently from one release to the next.
 */
package salty.loader.pictures;
