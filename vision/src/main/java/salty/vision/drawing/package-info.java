/** Numbers made visible: colour maps, contrast, heat maps over photographs. Nothing here knows a network or a file. */
package salty.vision.drawing;

