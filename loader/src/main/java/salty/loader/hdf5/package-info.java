/**
 * HDF5, as far as Keras uses it, read and written.
 *
 * <p>Reading is this package's own: of all versions of superblock, object header, group, layout and chunk index that the
 * HDF5 library writes up to 1.14, for numbers and texts. It walks by name, refuses every kind of link, believes no size
 * that a file declares, compares the checksums of newer structures, and hands contiguous float32 data out as slices of the
 * mapped file, without a copy. Read {@link salty.loader.hdf5.Hdf5File}, {@link salty.loader.hdf5.Hdf5Group} and {@link
 * salty.loader.hdf5.Hdf5Dataset} first, then the structures: object header, links, trees and heaps, layout, chunks. The
 * pure-Java library that did this before took the chunks of some layouts in another order, silently, and knew neither
 * names beyond ASCII nor types without a name.
 *
 * <p>Writing ({@link salty.loader.hdf5.Hdf5Writer}) is limited to one dialect: superblock 0, version 1 object headers,
 * symbol-table groups, local and global heaps, contiguous datasets. It is the oldest dialect of the HDF5 File Format
 * Specification, read by everything, and it can hold what Keras needs: string attributes above 64 KiB and empty arrays.
 */
package salty.loader.hdf5;
