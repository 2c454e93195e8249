#!/usr/bin/python3
"""Makes the small HDF5 files of Hdf5ReadingTest: each has one trap that a reader of strangers' files must not fall into.

Needs Debian's python3-h5py. The files are committed; run this only to change them.

    /usr/bin/python3 make_hdf5.py [DIR]
"""
import os, sys
import h5py, numpy as np

OUT = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
X = np.arange(24, dtype=np.float32).reshape(4, 6) / 4


def make(name, fill, **kwargs):
    with h5py.File(os.path.join(OUT, name), 'w', **kwargs) as f:
        fill(f)


def numbers(f):
    for t in ('<f2', '>f2', '<f4', '>f4', '<f8', '>f8', 'i1', 'u1', '<i2', '>u2', '<i4', '<i8', '>u8'):
        f[t[-2:] + ('_be' if t[0] == '>' else '')] = (X * 4).astype(t)


def strings(f):
    f.attrs['vlen'], f.attrs['fixed'] = 'häuser', np.bytes_('fixed text')
    f.attrs['vlen_array'] = ['one', 'two']
    f.attrs['fixed_array'] = np.array([b'one', b'three'])
    f.attrs['empty_array'] = np.array([])
    f.attrs['names0'], f.attrs['names1'], f.attrs['names3'] = [np.array(v) for v in ([b'a', b'b'], [b'c'], [b'lost'])]
    f.attrs['number'] = 5


def chunked(f):
    f.create_dataset('gzip_shuffle', data=X, chunks=(3, 4), compression='gzip', shuffle=True)
    f.create_dataset('plain', data=X, chunks=(3, 4))
    f.create_dataset('fletcher32', data=X, chunks=(3, 4), fletcher32=True)
    f.create_dataset('float16_gzip', data=X.astype('f2'), chunks=(2, 6), compression='gzip')
    f.create_dataset('lzf', data=X, chunks=(3, 4), compression='lzf')
    f.create_dataset('shape_bomb', shape=(1 << 20, 1 << 8), dtype='f4', chunks=(1 << 10, 1 << 8), compression='gzip')


def links(f):
    f['group/real'] = X
    f['group/soft'] = h5py.SoftLink('/group/real')
    f['loop'] = h5py.SoftLink('/loop')
    f['external'] = h5py.ExternalLink('contiguous.h5', '/x')
    f['group/cycle'] = f['group']
    f['group/group_soft'] = h5py.SoftLink('/group')


def types(f):
    f['text'] = 'hello'
    f['compound'] = np.zeros(3, dtype=[('a', 'f4'), ('b', 'i4')])
    f['bool'] = np.array([True, False])
    f['complex'] = np.zeros(2, dtype='c8')
    f['type'] = np.dtype('f4')
    f.create_dataset('committed', data=X, dtype=f['type'])
    f.create_dataset('unwritten', shape=(4, 6), dtype='f4')
    f.create_dataset('unwritten_chunks', shape=(4, 6), chunks=(2, 6), dtype='f4')


def opaque(f):
    """NumPy has no bfloat16: what ml_dtypes makes of it is two bytes without a name, the upper half of a float32."""
    f['bfloat16'] = (X * 4).view('u4').__rshift__(16).astype('u2').view('V2')
    f['float8'] = np.zeros(4, dtype='V1')
    f['wide'] = np.zeros(4, dtype='V4')
    tagged = h5py.h5t.create(h5py.h5t.OPAQUE, 2)
    tagged.set_tag(b'colour')
    h5py.h5d.create(f.id, b'tagged', tagged, h5py.h5s.create_simple((4,)))


def indexes(f):
    """Every index that chunks may have since HDF5 1.10, axes that may grow among them."""
    make = lambda name, **kw: f.create_dataset(name, data=X, **kw)
    make('single', chunks=(4, 6)), make('single_gzip', chunks=(4, 6), compression='gzip')
    make('fixed', chunks=(3, 4)), make('fixed_gzip', chunks=(3, 4), compression='gzip')
    make('fixed_larger', chunks=(1, 2), maxshape=(9, 20))
    make('rows', chunks=(1, 4), maxshape=(None, 6)), make('columns', chunks=(3, 1), maxshape=(4, None))
    make('columns_larger', chunks=(1, 1), maxshape=(11, None), compression='gzip', shuffle=True)
    make('both', chunks=(3, 4), maxshape=(None, None)), make('both_gzip', chunks=(1, 1), maxshape=(None, None), compression='gzip')
    filled = f.create_dataset('filled', shape=(4, 6), chunks=(2, 3), dtype='f4', fillvalue=2.5)
    filled[0, 0] = 1
    f.create_dataset('all_filled', shape=(4, 6), dtype='f4', fillvalue=2.5)
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk((2, 4)), dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    h5py.Dataset(h5py.h5d.create(f.id, b'implicit', h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((4, 6), (4, 9)), dcpl))[...] = X


def unicode_names(f):
    f['Свёртка/核/häuser'] = X
    f['Свёртка'].attrs['weight_names'] = np.array(['核/häuser'.encode(), 'é'.encode()])
    f['Свёртка'].attrs['variable'] = ['核/häuser', 'é']


def external(f):
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_external(b'/etc/hostname', 0, 8)
    h5py.h5d.create(f.id, b'outside', h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((2,)), dcpl)


def virtual(f):
    layout = h5py.VirtualLayout(shape=(4, 6), dtype='f4')
    layout[:] = h5py.VirtualSource('contiguous.h5', 'x', shape=(4, 6))
    f.create_virtual_dataset('virtual', layout)


make('contiguous.h5', lambda f: f.create_dataset('x', data=X))
make('contiguous_latest.h5', lambda f: f.create_dataset('g/x', data=X), libver='latest')
make('user_block.h5', lambda f: f.create_dataset('x', data=X), userblock_size=512)
make('numbers.h5', numbers)
make('strings.h5', strings)
make('chunked.h5', chunked)
make('links.h5', links)
make('types.h5', types)
make('external.h5', external)
make('virtual.h5', virtual)
make('opaque.h5', opaque)
make('indexes.h5', indexes, libver='latest')
make('indexes_v0.h5', indexes)
make('unicode.h5', unicode_names)
make('unicode_latest.h5', unicode_names, libver='latest')
