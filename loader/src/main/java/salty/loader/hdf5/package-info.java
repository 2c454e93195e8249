/**
 * HDF5, as far as Keras uses it, read and written.
 *
 * <p>Reading goes through jHDF, a pure-Java reader, behind three classes that guard it:
 * {@link salty.loader.hdf5.Hdf5File}, {@link salty.loader.hdf5.Hdf5Group} and {@link salty.loader.hdf5.Hdf5Dataset}.
 * They walk by name and never recurse, refuse every kind of link, and hand contiguous float32 data out as slices of the
 * mapped file, without a copy.
 *
 * <p>Writing is this package's own ({@link salty.loader.hdf5.Hdf5Writer}): superblock 0, version 1 object headers,
 * symbol-table groups, local and global heaps, contiguous datasets. It is the oldest dialect of the HDF5 File Format
 * Specification, read by everything, and it can hold what Keras needs: string attributes above 64 KiB and empty arrays.
 */
package salty.loader.hdf5;
