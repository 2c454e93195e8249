#!/usr/bin/python3
"""Makes vgg16_narrow.adam.h5: ten steps of Adam on ../parity/vgg16_narrow.h5, with PyTorch in float64.

    /usr/bin/python3 make_adam.py

It holds losses (10) before each step, probabilities (2, 10) after the last one, and some weights after it.
"""
import os

import h5py
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
HERE = os.path.dirname(os.path.abspath(__file__))
PARITY = os.path.join(HERE, '..', 'parity', 'vgg16_narrow')


def main():
    with h5py.File(PARITY + '.expected.h5') as f:
        x = torch.from_numpy(f['input'][()].astype(np.float64)).permute(0, 3, 1, 2)
    with h5py.File(PARITY + '.h5') as f:
        g = f['model_weights']
        layers = [n.decode() for n in g.attrs['layer_names']]
        w = {l: [torch.from_numpy(g[l][n.decode()][()].astype(np.float64)).requires_grad_(True)
                 for n in g[l].attrs['weight_names']] for l in layers}

    def logits():
        t = x
        for l in layers:
            if '_conv' in l:
                t = torch.relu(F.conv2d(t, w[l][0].permute(3, 2, 0, 1), w[l][1], padding=1))
            elif '_pool' in l:
                t = F.max_pool2d(t, 2)
            elif l == 'flatten':
                t = t.permute(0, 2, 3, 1).flatten(1)
            elif w[l]:
                t = t @ w[l][0] + w[l][1]
                t = t if l == 'predictions' else torch.relu(t)
        return t

    labels = torch.tensor([3, 7])
    adam = torch.optim.Adam([p for l in layers for p in w[l]], lr=1e-3, eps=1e-7)
    losses = []
    for _ in range(10):
        loss = F.cross_entropy(logits(), labels)
        losses.append(loss.item())
        adam.zero_grad()
        loss.backward()
        adam.step()
    with h5py.File(os.path.join(HERE, 'vgg16_narrow.adam.h5'), 'w') as f:
        f['losses'] = np.array(losses, np.float32)
        f['probabilities'] = torch.softmax(logits(), 1).detach().numpy().astype(np.float32)
        for l in ('block1_conv1', 'block3_conv2', 'predictions'):
            f[f'weights/{l}/kernel'] = w[l][0].detach().numpy().astype(np.float32)
            f[f'weights/{l}/bias'] = w[l][1].detach().numpy().astype(np.float32)
    print(losses)


main()
