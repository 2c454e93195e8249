#!/usr/bin/python3
"""Writes HDF5 files with a dataset `x` each, in seeded layouts of every kind, and beside each what h5py reads from it.

Element types, ranks, chunks, shapes that may grow, filters and their absence in single chunks, fill values, versions of the
format, user blocks; then long arrays of chunks, whose indexes have pages. Hdf5LayoutsTest runs it; needs python3-h5py.

    /usr/bin/python3 make_layouts.py DIR COUNT SEED

NNN.h5 is the file, NNN.bin the values as little-endian float32, list.txt names the layouts.
"""
import sys, h5py, numpy as np
out, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(seed)
pick = lambda *a: a[rng.integers(len(a))]
TYPES = ['<f4'] * 6 + ['>f4', '<f2', '<f8', 'i1', '<i4', '>u2']
LIBVER = ['earliest', 'latest'] + [('v108', 'v108'), ('v110', 'v110')]
def extent(rank): return int(rng.integers(1, {1: 3000, 2: 120, 3: 30, 4: 12}[rank]))
lines = []
for n in range(count):
    rank = int(rng.integers(1, 5))
    shape = tuple(extent(rank) for _ in range(rank))
    dtype = np.dtype(pick(*TYPES))
    data = (rng.standard_normal(shape) * 50).astype(dtype)
    kw, layout = {}, pick('contiguous', 'compact', 'chunked', 'chunked', 'chunked', 'chunked', 'chunked', 'chunked')
    if layout == 'chunked':
        kw['chunks'] = tuple(int(rng.integers(1, s + 1)) if rng.random() < .8 else int(s + rng.integers(0, 3)) for s in shape)
        grow = pick('none', 'none', 'some', 'one', 'one', 'all')
        if grow == 'some': kw['maxshape'] = tuple(int(s * rng.integers(1, 4) + rng.integers(0, 9)) for s in shape)
        if grow in ('one', 'all'):
            free = rng.integers(rank)
            kw['maxshape'] = tuple(None if grow == 'all' or i == free else int(s * rng.integers(1, 3)) for i, s in enumerate(shape))
        if 'maxshape' not in kw or grow == 'none': kw['chunks'] = tuple(min(c, s) for c, s in zip(kw['chunks'], shape))
        else: kw['chunks'] = tuple(c if m is None else min(c, m) for c, m in zip(kw['chunks'], kw['maxshape']))
        while np.prod([-(-s // c) for s, c in zip(shape, kw['chunks'])]) > 20000:
            kw['chunks'] = tuple(min(s, c * 2) for s, c in zip(shape, kw['chunks']))
        if rng.random() < .4: kw['compression'] = 'gzip'
        if rng.random() < .3: kw['shuffle'] = True
        if rng.random() < .2: kw['fletcher32'] = True
    if rng.random() < .3: kw['fillvalue'] = np.asarray(rng.integers(0, 100)).astype(dtype)
    part = rng.random() < .25 and layout == 'chunked'
    name = f'{out}/{n:03}.h5'
    user = int(pick(0, 0, 0, 512, 4096))
    with h5py.File(name, 'w', libver=pick(*LIBVER), **({'userblock_size': user} if user else {})) as f:
        if layout == 'compact' and data.nbytes < 60000:
            dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE); dcpl.set_layout(h5py.h5d.COMPACT)
            d = h5py.Dataset(h5py.h5d.create(f.id, b'x', h5py.h5t.py_create(dtype, logical=True), h5py.h5s.create_simple(shape), dcpl))
        elif layout == 'chunked' and rng.random() < .25:
            dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE); dcpl.set_chunk(kw['chunks']); dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
            if kw.get('compression'): dcpl.set_deflate(4)
            m = tuple(h5py.h5s.UNLIMITED if v is None else v for v in kw.get('maxshape', shape))
            d = h5py.Dataset(h5py.h5d.create(f.id, b'x', h5py.h5t.py_create(dtype, logical=True), h5py.h5s.create_simple(shape, m), dcpl))
        else:
            d = f.create_dataset('x', shape=shape, dtype=dtype, **kw)
        if part:
            d[tuple(slice(int(rng.integers(0, s)), None) for s in shape)] = data[tuple(slice(0, 1) for _ in shape)]
        else:
            d[...] = data
        if layout == 'chunked' and kw.get('maxshape') and rng.random() < .4:   # grown or shrunk after writing
            d.resize(tuple(int(min(s * 2, m or s * 2)) if rng.random() < .5 else max(1, s // 2) for s, m in zip(shape, kw['maxshape'])))
        if rng.random() < .1 and layout == 'chunked' and kw.get('compression'):
            at = (0,) * rank                                                    # a chunk that went through no filter
            d.id.write_direct_chunk(at, np.zeros(kw['chunks'], dtype).tobytes(), filter_mask=0xff)
    with h5py.File(name) as f:
        d = f['x']
        np.ascontiguousarray(d[...].astype('<f4')).tofile(f'{out}/{n:03}.bin')
        lines.append(f'{n:03} {d.shape} {d.chunks} {d.maxshape} {d.compression} {d.shuffle} {d.fletcher32} {d.dtype} {part}')
long = [((5000,), (1,), (9000,)), ((60000,), (1,), (None,)), ((70, 90), (1, 1), (70, None)), ((3000,), (1,), (3000,)), ((20, 30, 40), (1, 2, 3), (20, None, 90)),
        ((50, 60), (1, 1), (None, None))]
for n, (shape, chunks, maxshape) in enumerate(long, count):
    name = f'{out}/{n:03}.h5'
    with h5py.File(name, 'w', libver='latest') as f:
        d = f.create_dataset('x', shape=shape, chunks=chunks, maxshape=maxshape, dtype='<f4', fillvalue=7, compression=pick(None, 'gzip'))
        if rng.random() < .5:
            d[...] = rng.standard_normal(shape)
        else:
            for _ in range(40):
                d[tuple(int(rng.integers(0, s)) for s in shape)] = rng.random()
    with h5py.File(name) as f:
        np.ascontiguousarray(f['x'][...]).tofile(f'{out}/{n:03}.bin')
    lines.append(f'{n:03} {shape} {chunks} {maxshape}, long')
open(out + '/list.txt', 'w').write('\n'.join(lines))
