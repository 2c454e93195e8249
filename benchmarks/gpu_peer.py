"""PyTorch's times of what GpuReport measures, in strict float32 (TF32 off), by CUDA events.

Prints a line `name milliseconds` a measurement: the median of several runs, after cuDNN has chosen its algorithms.
"""
import statistics
import sys

import torch
from torch import nn

BLOCKS = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]


def features(until=None):
    """VGG16's convolutional part, or the part of it that ends after the convolution number `until`."""
    layers, channels, count = [], 3, 0
    for block in BLOCKS:
        for filters in block:
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels, count = filters, count + 1
            if count == until:
                return nn.Sequential(*layers)
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers)


def classifier():
    return nn.Sequential(features(), nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
                         nn.Linear(4096, 1000), nn.Softmax(1))


def milliseconds(work, runs):
    for _ in range(5):
        work()
    times = []
    for _ in range(runs):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        work()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end))
    return statistics.median(times)


def fastest(make, runs):
    """The better of PyTorch's two layouts."""
    return min(milliseconds(make(layout), runs) for layout in (torch.contiguous_format, torch.channels_last))


def main():
    small = "--small" in sys.argv
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(1)
    side, size = (64, 512) if small else (224, 2048)
    a, b = torch.randn(size, size, device="cuda"), torch.randn(size, size, device="cuda")
    print("sgemm", milliseconds(lambda: a @ b, 30))
    x = torch.randn(1, 4096 if small else 25088, device="cuda")
    w = torch.randn(x.shape[1], 4096, device="cuda")
    print("gemv", milliseconds(lambda: x @ w, 30))
    del a, b, w

    net = (features() if small else classifier()).cuda().eval()
    for batch in (1, 2 if small else 32):
        def forward(layout):
            model = net.to(memory_format=layout)
            image = torch.randn(batch, 3, side, side, device="cuda").to(memory_format=layout)

            def work():
                with torch.inference_mode():
                    return model(image)
            return work
        print(f"vgg16-{batch}", fastest(forward, 30))

    part = features(9).cuda().eval().requires_grad_(False)

    def ascent(layout):
        model = part.to(memory_format=layout)
        image = torch.randn(1, 3, side, side, device="cuda").to(memory_format=layout).requires_grad_(True)

        def work():
            score = model(image)[:, 7].mean()
            gradient, = torch.autograd.grad(score, image)
            with torch.no_grad():
                image.add_(gradient / (gradient.square().mean().sqrt() + 1e-7)).clamp_(-120, 150)
        return work
    print("ascent", fastest(ascent, 30))


if __name__ == "__main__":
    main()
