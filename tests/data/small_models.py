# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Shrunk PyTorch models that export_models.py exports, each <= 1 MB: ResNet-18, a YOLOv8-like detector, GPT-2, and a
recurrent net. Written by hand where the libraries fix the widths; the layer structure is that of the full models."""

import torch
from torch import nn


class BasicBlock(nn.Module):
    """ResNet-18's residual block."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.downsample = None
        if stride != 1 or c_in != c_out:
            self.downsample = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        return self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))) + identity)


class ResNet18(nn.Module):
    def __init__(self, widths=(8, 16, 32, 48), classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        blocks, c_in = [], widths[0]
        for stage, width in enumerate(widths):
            blocks += [BasicBlock(c_in, width, 2 if stage else 1), BasicBlock(width, width, 1)]
            c_in = width
        self.layers = nn.Sequential(*blocks)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(c_in, classes)

    def forward(self, x):
        x = self.layers(self.maxpool(self.relu(self.bn1(self.conv1(x)))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class ConvSilu(nn.Module):
    def __init__(self, c_in, c_out, kernel=1, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(c_out, eps=1e-3)
        self.act = nn.SiLU()

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Bottleneck(nn.Module):
    def __init__(self, width, shortcut):
        super().__init__()
        self.cv1, self.cv2 = ConvSilu(width, width, 3), ConvSilu(width, width, 3)
        self.shortcut = shortcut

    def forward(self, x):
        y = self.cv2(self.cv1(x))
        return x + y if self.shortcut else y


class C2f(nn.Module):
    """Two halves of a convolution, one sent through bottlenecks, every stage concatenated."""

    def __init__(self, c_in, c_out, count=1, shortcut=False):
        super().__init__()
        self.cv1 = ConvSilu(c_in, c_out)
        self.cv2 = ConvSilu((2 + count) * (c_out // 2), c_out)
        self.m = nn.ModuleList(Bottleneck(c_out // 2, shortcut) for _ in range(count))

    def forward(self, x):
        parts = list(self.cv1(x).chunk(2, 1))
        for m in self.m:
            parts.append(m(parts[-1]))
        return self.cv2(torch.cat(parts, 1))


class Sppf(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.cv1, self.cv2 = ConvSilu(width, width // 2), ConvSilu(width * 2, width)
        self.m = nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        x = self.cv1(x)
        y = self.m(x)
        z = self.m(y)
        return self.cv2(torch.cat((x, y, z, self.m(z)), 1))


class Detect(nn.Module):
    """The anchor-free head: per scale box distributions (`bins` a side) and class scores, decoded to pixels."""

    def __init__(self, widths, strides, size, classes=4, bins=8):
        super().__init__()
        self.classes, self.bins = classes, bins
        self.box = nn.ModuleList(nn.Sequential(ConvSilu(w, 16, 3), nn.Conv2d(16, 4 * bins, 1)) for w in widths)
        self.cls = nn.ModuleList(nn.Sequential(ConvSilu(w, 16, 3), nn.Conv2d(16, classes, 1)) for w in widths)
        self.dfl = nn.Conv2d(bins, 1, 1, bias=False)
        anchors, scale = [], []
        for stride in strides:
            n = size // stride
            y, x = torch.meshgrid(torch.arange(n) + 0.5, torch.arange(n) + 0.5, indexing="ij")
            anchors.append(torch.stack((x, y), 0).reshape(2, -1))
            scale.append(torch.full((1, n * n), float(stride)))
        self.register_buffer("anchors", torch.cat(anchors, 1)[None])
        self.register_buffer("scale", torch.cat(scale, 1))

    def fix(self):
        """The distribution's expectation is a convolution with constant weights 0, 1, 2, ..."""
        with torch.no_grad():
            self.dfl.weight.copy_(torch.arange(self.bins, dtype=torch.float32).view(1, self.bins, 1, 1))

    def forward(self, features):
        rows = [torch.cat((b(f), c(f)), 1) for f, b, c in zip(features, self.box, self.cls)]
        y = torch.cat([r.view(r.shape[0], 4 * self.bins + self.classes, -1) for r in rows], 2)
        box, cls = y.split((4 * self.bins, self.classes), 1)
        count = box.shape[-1]
        sides = self.dfl(box.view(box.shape[0], 4, self.bins, count).transpose(2, 1).softmax(1))
        left_top, right_bottom = sides.view(box.shape[0], 4, count).chunk(2, 1)
        low, high = self.anchors - left_top, self.anchors + right_bottom
        boxes = torch.cat(((low + high) / 2, high - low), 1) * self.scale
        return torch.cat((boxes, cls.sigmoid()), 1)


class YoloSmall(nn.Module):
    def __init__(self, size=64):
        super().__init__()
        self.stem = nn.Sequential(ConvSilu(3, 8, 3, 2), ConvSilu(8, 16, 3, 2), C2f(16, 16, 1, True))
        self.p3 = nn.Sequential(ConvSilu(16, 24, 3, 2), C2f(24, 24, 1, True))
        self.p4 = nn.Sequential(ConvSilu(24, 32, 3, 2), C2f(32, 32, 1, True))
        self.p5 = nn.Sequential(ConvSilu(32, 48, 3, 2), C2f(48, 48, 1, True), Sppf(48))
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.n4, self.n3 = C2f(48 + 32, 32), C2f(32 + 24, 24)
        self.down3, self.m4 = ConvSilu(24, 24, 3, 2), C2f(24 + 32, 32)
        self.down4, self.m5 = ConvSilu(32, 32, 3, 2), C2f(32 + 48, 48)
        self.detect = Detect((24, 32, 48), (8, 16, 32), size)

    def forward(self, images):
        p3 = self.p3(self.stem(images))
        p4 = self.p4(p3)
        p5 = self.p5(p4)
        n4 = self.n4(torch.cat((self.up(p5), p4), 1))
        n3 = self.n3(torch.cat((self.up(n4), p3), 1))
        m4 = self.m4(torch.cat((self.down3(n3), n4), 1))
        m5 = self.m5(torch.cat((self.down4(m4), p5), 1))
        return self.detect((n3, m4, m5))


class Recurrent(nn.Module):
    """A bidirectional LSTM of two layers and a GRU, with states in and out."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 24, num_layers=2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(48, 20, batch_first=True)
        self.head = nn.Linear(20, 5)

    def forward(self, x, h0, c0, g0):
        y, (h, c) = self.lstm(x, (h0, c0))
        z, g = self.gru(y, g0)
        return self.head(z), h, c, g
