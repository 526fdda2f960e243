# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Small Caffe models for tests: prototxt text from short calls, and the wire format of .caffemodel and .binaryproto
files (field numbers as Caffe has them)."""

import struct

import numpy as np


def layer(kind, bottoms, tops, params="", name=None):
    """One layer as text; bottoms and tops separated by blanks."""
    lines = [f'name: "{name or tops.split()[0]}" type: "{kind}"']
    lines += [f'bottom: "{b}"' for b in bottoms.split()] + [f'top: "{t}"' for t in tops.split()]
    return "layer { " + " ".join(lines) + (f" {params}" if params else "") + " }\n"


def inputs(shapes):
    """{name: shape} -> Input layers."""
    return "".join(layer("Input", "", name, "input_param { shape { " + " ".join(f"dim: {d}" for d in shape) + " } }")
                   for name, shape in shapes.items())


def varint(value):
    out = b""
    value &= (1 << 64) - 1
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def data(field, payload):
    payload = payload.encode() if isinstance(payload, str) else payload
    return varint(field << 3 | 2) + varint(len(payload)) + payload


def blob(array, form="packed"):
    """A BlobProto. Forms: packed (floats), unpacked, double, half (NVIDIA's fork), old (num, channels,
    height, width)."""
    array = np.asarray(array, np.float32)
    shape = data(7, data(1, b"".join(varint(d) for d in array.shape)))
    if form == "old":
        four = (1,) * (4 - array.ndim) + array.shape
        shape = b"".join(number(i + 1, d) for i, d in enumerate(four))
    if form == "unpacked":
        return b"".join(varint(5 << 3 | 5) + struct.pack("<f", v) for v in array.reshape(-1)) + shape
    if form == "double":
        return data(8, array.astype("<f8").tobytes()) + shape
    if form == "half":
        return number(10, 2) + data(12, array.astype("<f2").tobytes()) + shape
    return shape + data(5, array.astype("<f4").tobytes())


def caffemodel(blobs, form="packed", version=2):
    """{layer name: [array]} -> bytes of a NetParameter of that version (2, or 1 with `layers`, or 0)."""
    out = b""
    for name, arrays in blobs.items():
        if version == 2:
            out += data(100, data(1, name) + b"".join(data(7, blob(a, form)) for a in arrays))
        elif version == 1:
            out += data(2, data(4, name) + b"".join(data(6, blob(a, form)) for a in arrays))
        else:
            out += data(2, data(1, data(1, name) + b"".join(data(50, blob(a, form)) for a in arrays)))
    return out


def fields(payload):
    """(number, value) of each field of a message; values are integers or bytes."""
    at = 0

    def take_varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = payload[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(payload):
        tag = take_varint()
        if tag & 7 == 0:
            yield tag >> 3, take_varint()
            continue
        size = {1: 8, 5: 4}.get(tag & 7) or take_varint()
        yield tag >> 3, payload[at:at + size]
        at += size


def read_caffemodel(payload):
    """{layer name: [array]} of a file of version 2 or 1; floats in one piece."""
    layers = {}
    for number_, message in fields(payload):
        if number_ not in (2, 100):
            continue
        name, blobs = (4, 6) if number_ == 2 else (1, 7)
        parts = list(fields(message))
        arrays = []
        for _, part in (p for p in parts if p[0] == blobs):
            values = dict(fields(part))
            count = len(values[5]) // 4
            shape = [values.get(i, 1) for i in (1, 2, 3, 4)]
            if 7 in values:
                shape, packed = [], dict(fields(values[7]))[1]
                shape = [d for _, d in fields(b"".join(b"\x08" + bytes(p) for p in split_varints(packed)))]
            arrays.append(np.frombuffer(values[5], "<f4", count).reshape(shape))
        layers[next(bytes(v) for n, v in parts if n == name).decode()] = arrays
    return layers


def split_varints(packed):
    start = 0
    for i, byte in enumerate(packed):
        if byte < 0x80:
            yield packed[start:i + 1]
            start = i + 1
