/**
 * Skin by colour and texture, without weights: M. Fleck, D. Forsyth, C. Bregler, "Finding naked people", ECCV 1996. A
 * second opinion and a pre-filter, never a verdict: see {@link salty.loader.skin.SkinFilter#WARNING}.
 */
package salty.vision.skin;

