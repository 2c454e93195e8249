#!/usr/bin/env python3
"""Writes torchvision's networks as PyTorch exports them to ONNX, with what PyTorch itself computes.

    make_torch_exports.py FOLDER            # full size; give FOLDER to the tests as -Dsalty.torch
    make_torch_exports.py --narrow FOLDER   # one narrow network of each kind, as they lie in src/test/resources/onnx

Needs PyTorch and torchvision (Debian's python3-torch and python3-torchvision, 1.13 and 0.14). Weights are drawn from a
seed; batch normalisations then see a few batches of noise, so that their statistics are not those of a new network.
For every network there are NAME.onnx, NAME.in.npy (n, c, h, w) and NAME.out.npy.
"""
import sys
from pathlib import Path

import numpy
import torch
import torchvision.models as models
from torch import nn

OPSET = 13
FULL = {
    "resnet18": (models.resnet18, {}),
    "mobilenet_v2": (models.mobilenet_v2, {}),
    "squeezenet1_1": (models.squeezenet1_1, {}),
    "densenet121": (models.densenet121, {}),
    "googlenet": (models.googlenet, {"aux_logits": False, "init_weights": True}),
    "shufflenet_v2": (models.shufflenet_v2_x1_0, {}),
    "efficientnet_b0": (models.efficientnet_b0, {}),
    "mnasnet": (models.mnasnet1_0, {}),
    "vgg11_bn": (models.vgg11_bn, {}),
}


def narrow_resnet():
    from torchvision.models.resnet import BasicBlock, ResNet
    model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=5)
    model.inplanes = 8
    model.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
    model.bn1 = nn.BatchNorm2d(8)
    for i, width in enumerate((8, 8, 16, 16), start=1):
        setattr(model, f"layer{i}", model._make_layer(BasicBlock, width, 1, stride=1 if i == 1 else 2))
    model.fc = nn.Linear(16, 5)
    return model


def narrow_mobilenet():
    return models.MobileNetV2(num_classes=5, width_mult=.1, round_nearest=4,
                              inverted_residual_setting=[[1, 4, 1, 1], [6, 8, 2, 2], [6, 12, 1, 2]])


def narrow_shufflenet():
    return models.ShuffleNetV2([2, 2, 2], [8, 8, 16, 32, 32], num_classes=5)


def narrow_densenet():
    return models.DenseNet(growth_rate=4, block_config=(2, 2), num_init_features=8, bn_size=2, num_classes=5)


def narrow_vgg():
    """A classifier on maps of more than one pixel: the dense layer reads them with channels first."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True), nn.MaxPool2d(2, ceil_mode=True),
        nn.Conv2d(6, 9, 3, padding=1), nn.BatchNorm2d(9), nn.ReLU(inplace=True), nn.AvgPool2d(5, 6),
        nn.Flatten(), nn.Linear(9 * 9, 7), nn.ReLU(), nn.Dropout(), nn.Linear(7, 5), nn.Softmax(dim=1))


def narrow_squeeze():
    """Squeeze and excitation, hard swish, bilinear upsampling, transposed convolution, groups, a concatenation."""
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.GroupNorm(2, 8), nn.Hardswish())
            self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1), nn.SiLU(), nn.Conv2d(2, 8, 1),
                                      nn.Sigmoid())
            self.group = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=4)
            self.up = nn.ConvTranspose2d(8, 4, 4, 2, 1)
            self.norm = nn.InstanceNorm2d(12, affine=True)
            self.head = nn.Linear(12, 5)

        def forward(self, x):
            x = self.stem(x)
            x = self.group(x * self.gate(x)) + x
            big = nn.functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = self.norm(torch.cat([big, self.up(x)], 1))
            b, c, h, w = x.shape
            return self.head(nn.functional.gelu(x).view(b, c, h * w).mean(2))
    return Net()


NARROW = {"resnet": narrow_resnet, "mobilenet": narrow_mobilenet, "shufflenet": narrow_shufflenet,
          "densenet": narrow_densenet, "vgg": narrow_vgg, "squeeze": narrow_squeeze}


def export(folder, name, model, size):
    """Writes one network and what it computes of seeded noise."""
    noise = numpy.random.default_rng(7)
    image = lambda n: torch.from_numpy(noise.standard_normal((n, 3, size, size), dtype=numpy.float32))
    model.train()
    with torch.no_grad():
        for _ in range(2):
            model(image(4))
        model.eval()
        x = image(1)
        y = model(x)
    numpy.save(folder / f"{name}.in.npy", x.numpy())
    numpy.save(folder / f"{name}.out.npy", y.numpy())
    torch.onnx.export(model, x, str(folder / f"{name}.onnx"), opset_version=OPSET, input_names=["image"],
                      output_names=["scores"], dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}})
    print(name, "scores from", float(y.min()), "to", float(y.max()), flush=True)


def main():
    narrow = sys.argv[1] == "--narrow"
    folder = Path(sys.argv[-1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in (NARROW if narrow else FULL).items():
        torch.manual_seed(7)
        model = make() if narrow else make[0](weights=None, **make[1])
        export(folder, name, model, 33 if narrow and name != "squeeze" else 32 if narrow else 224)


main()
