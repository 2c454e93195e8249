#!/usr/bin/python3
"""Makes training.txt, the golden values of losses, optimisers, clipping and batch normalisation, with PyTorch in float64.

    /usr/bin/python3 make_training.py > training.txt

A line is a name and the values of a tensor in row-major order.
"""
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(11)


def tensor(*shape, scale=1.0):
    return torch.from_numpy((scale * rng.standard_normal(shape)).astype(np.float32).astype(np.float64))


def put(name, value):
    print(name, *('%.9g' % v for v in torch.as_tensor(value).detach().reshape(-1).tolist()))


def losses():
    z, weights, labels = tensor(5, 3, scale=3), torch.tensor([.5, 2., 1.25]), torch.tensor([0, 2, 1, 1, 0])
    put('logits', z)
    put('targets', F.one_hot(labels, 3).double())
    put('class_weights', weights)
    for name, smoothing, weighted in (('plain', 0, False), ('smoothed', .1, False), ('weighted', .1, True)):
        z.requires_grad_(True)
        each = F.cross_entropy(z, labels, reduction='none', label_smoothing=smoothing)
        loss = (each * weights[labels] if weighted else each).mean()
        put(f'categorical_{name}', loss)
        put(f'categorical_{name}_gradient', torch.autograd.grad(loss, z)[0])
    z, t = torch.tensor([[-90.], [-1.5], [0.], [2.], [90.], [1.]]), torch.tensor([[1.], [0.], [1.], [1.], [0.], [0.]])
    put('binary_logits', z)
    put('binary_targets', t)
    for name, smoothing in (('plain', 0), ('smoothed', .2)):
        z.requires_grad_(True)
        loss = F.binary_cross_entropy_with_logits(z, t * (1 - smoothing) + smoothing / 2)
        put(f'binary_{name}', loss)
        put(f'binary_{name}_gradient', torch.autograd.grad(loss, z)[0])
    y, t = tensor(4, 3), tensor(4, 3)
    put('mse_outputs', y)
    put('mse_targets', t)
    y.requires_grad_(True)
    loss = F.mse_loss(y, t)
    put('mse', loss)
    put('mse_gradient', torch.autograd.grad(loss, y)[0])


def optimisers():
    w0, gradients, rates = tensor(3, 5), tensor(6, 3, 5), [.1, .1, .05, .05, .02, .02]
    put('weights', w0)
    put('gradients', gradients)
    put('rates', torch.tensor(rates))
    kinds = {
        'sgd': lambda p: torch.optim.SGD(p, lr=.1),
        'momentum': lambda p: torch.optim.SGD(p, lr=.1, momentum=.9),
        'nesterov': lambda p: torch.optim.SGD(p, lr=.1, momentum=.9, nesterov=True),
        'l2': lambda p: torch.optim.SGD(p, lr=.1, momentum=.9, weight_decay=.02),
        'rmsprop': lambda p: torch.optim.RMSprop(p, lr=.1, alpha=.9, eps=1e-7),
        'rmsprop_momentum': lambda p: torch.optim.RMSprop(p, lr=.1, alpha=.95, eps=1e-6, momentum=.8),
        'adam': lambda p: torch.optim.Adam(p, lr=.1, eps=1e-7),
        'adamw': lambda p: torch.optim.AdamW(p, lr=.1, betas=(.8, .99), eps=1e-8, weight_decay=.3),
    }
    for name, make in kinds.items():
        w = w0.clone().requires_grad_(True)
        optimiser = make([w])
        steps = []
        for g, rate in zip(gradients, rates):
            optimiser.param_groups[0]['lr'] = rate
            w.grad = g.clone()
            optimiser.step()
            steps.append(w.detach().clone())
        put(name, torch.stack(steps))


def clipping():
    a, b = tensor(2, 3), tensor(4)
    put('clip_a', a)
    put('clip_b', b)
    for name, clip in (('norm', lambda p: torch.nn.utils.clip_grad_norm_(p, 1.5)),
                       ('norm_unreached', lambda p: torch.nn.utils.clip_grad_norm_(p, 50)),
                       ('value', lambda p: torch.nn.utils.clip_grad_value_(p, .4))):
        p, q = torch.zeros(2, 3, requires_grad=True), torch.zeros(4, requires_grad=True)
        p.grad, q.grad = a.clone(), b.clone()
        clip([p, q])
        put(f'clip_{name}_a', p.grad)
        put(f'clip_{name}_b', q.grad)


def normalisation():
    x, gamma, beta, dy = tensor(3, 4, 5, 6, scale=2) + 1, tensor(6), tensor(6), tensor(3, 4, 5, 6)
    mean, variance = tensor(6), tensor(6) ** 2
    for name, value in (('x', x), ('gamma', gamma), ('beta', beta), ('dy', dy), ('mean', mean), ('variance', variance)):
        put(f'norm_{name}', value)
    for t in (x, gamma, beta):
        t.requires_grad_(True)
    y = F.batch_norm(x.permute(0, 3, 1, 2), None, None, gamma, beta, training=True, eps=1e-3).permute(0, 2, 3, 1)
    put('norm_y', y)
    for name, g in zip(('x', 'gamma', 'beta'), torch.autograd.grad((y * dy).sum(), (x, gamma, beta))):
        put(f'norm_d{name}', g)
    flat = x.detach().reshape(-1, 6)
    put('norm_next_mean', .9 * mean + .1 * flat.mean(0))
    put('norm_next_variance', .9 * variance + .1 * flat.var(0, unbiased=False))


losses()
optimisers()
clipping()
normalisation()
