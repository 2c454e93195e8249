/**
 * Everything that comes from outside: weights, models, labels, images.
 *
 * <p>Hostile input is normal here. A file that cannot be read ends in one unchecked exception whose one line names the
 * file, the place in it, what is wrong and what to do; nothing in a file is ever executed, no file other than the
 * named one is ever opened, and no size that a file declares is believed before it was compared with the file's own.
 */
package salty.loader;
