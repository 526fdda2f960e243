# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures: resizing in all its forms, cropping, decoding, colours."""

import struct

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw, rng, v1

BILINEAR = ("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic")
FORMS = {"": {}, "_align": {"align_corners": True}, "_half": {"half_pixel_centers": True}}


def resizing():
    for op in BILINEAR:
        for form, options in FORMS.items():
            for name, shape, size in (("up", (1, 3, 4, 2), (7, 9)), ("down", (2, 8, 7, 1), (3, 4)),
                                      ("mixed", (1, 2, 6, 2), (5, 3)), ("double", (1, 3, 3, 2), (6, 6))):
                yield Case(f"{op}_{name}{form}", {"x": f32(*shape)},
                           lambda x, op=op, o=options, s=size: getattr(raw, op)(images=x, size=list(s), **o))
        for name, shape, size in (("to_one", (1, 4, 5, 1), (1, 1)), ("from_one", (1, 1, 1, 2), (3, 2))):
            for form, options in FORMS.items():
                yield Case(f"{op}_{name}{form}", {"x": f32(*shape)},
                           lambda x, op=op, o=options, s=size: getattr(raw, op)(images=x, size=list(s), **o))
        picture = rng(3).integers(0, 256, (1, 3, 4, 3)).astype(np.uint8)
        yield Case(f"{op}_uint8", {"x": picture}, lambda x, op=op: getattr(raw, op)(
            images=x, size=[6, 5], half_pixel_centers=True))
    yield Case("ResizeBilinear_dynamic", {"x": f32(1, 3, 4, 2)}, lambda x: raw.ResizeBilinear(images=x, size=[6, 6]),
               shapes={"x": [None, None, None, 2]}, more=({"x": f32(2, 5, 2, 2)},))
    yield Case("ResizeArea", {"x": f32(1, 6, 6, 2)}, lambda x: raw.ResizeArea(images=x, size=[3, 4]))
    yield Case("upsampling_layer", {"x": f32(1, 3, 2, 4)}, lambda x: tf.image.resize(x, [6, 4], "nearest"))


def cropping():
    boxes = np.array([[0.1, 0.2, 0.9, 0.8], [0, 0, 1, 1], [-0.2, 0.5, 0.5, 1.4], [0.8, 0.9, 0.2, 0.1]], np.float32)
    index = np.array([0, 1, 1, 0], np.int32)
    for method in ("bilinear", "nearest"):
        yield Case(f"CropAndResize_{method}", {"x": f32(2, 5, 6, 2), "b": boxes, "i": index},
                   lambda x, b, i, m=method: raw.CropAndResize(image=x, boxes=b, box_ind=i, crop_size=[3, 4], method=m,
                                                               extrapolation_value=0.5))
    yield Case("CropAndResize_one", {"x": f32(2, 5, 6, 2), "b": boxes},
               lambda x, b: raw.CropAndResize(image=x, boxes=b, box_ind=tf.constant(index), crop_size=[1, 1]))
    yield Case("CropAndResize_none", {"x": f32(1, 4, 4, 1), "b": np.zeros((0, 4), np.float32)},
               lambda x, b: raw.CropAndResize(image=x, boxes=b, box_ind=tf.zeros([tf.shape(b)[0]], tf.int32),
                                              crop_size=[2, 2]))
    yield Case("central_crop", {"x": f32(1, 8, 8, 2)}, lambda x: tf.image.central_crop(x, 0.5))
    yield Case("flip", {"x": f32(1, 3, 4, 2)}, lambda x: tf.image.flip_left_right(tf.image.flip_up_down(x)))


def picture(seed):
    """Smooth, so that a JPEG of it is small and hardly lossy."""
    y, x = np.mgrid[0:16, 0:24]
    waves = [np.sin(x / (5 + seed + k)) * np.cos(y / (4 + k)) for k in range(3)]
    return np.uint8(128 + 100 * np.stack(waves, -1))


def bmp_file(rgb):
    """24 bits a pixel, rows from the bottom up, blue first; the width is a multiple of 4."""
    pixels = rgb[::-1, :, ::-1].tobytes()
    header = struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54)
    form = struct.pack("<IiiHHIIiiII", 40, rgb.shape[1], rgb.shape[0], 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return b"BM" + header + form + pixels


def decoding():
    rgb = picture(1)
    for name, data in (("rgb", rgb), ("grey", rgb[..., :1]), ("rgba", np.concatenate([rgb, rgb[..., :1]], -1))):
        yield Case(f"DecodePng_{name}", {"bytes": tf.io.encode_png(data).numpy()}, lambda b: raw.DecodePng(contents=b))
    yield Case("DecodePng_as_rgb", {"bytes": tf.io.encode_png(rgb[..., :1]).numpy()},
               lambda b: raw.DecodePng(contents=b, channels=3))
    yield Case("DecodePng_as_grey", {"bytes": tf.io.encode_png(rgb).numpy()},
               lambda b: raw.DecodePng(contents=b, channels=1))
    # The exact transform; what TensorFlow takes by default is a fast one that is off by some steps.
    rgb_file = tf.io.encode_jpeg(rgb, quality=95, chroma_downsampling=False).numpy()
    grey_file = tf.io.encode_jpeg(rgb[..., :1], quality=95).numpy()
    for name, data, channels in (("rgb", rgb_file, 3), ("as_is", rgb_file, 0), ("grey", grey_file, 1),
                                 ("grey_as_is", grey_file, 0)):
        yield Case(f"DecodeJpeg_{name}", {"bytes": data}, lambda b, c=channels: raw.DecodeJpeg(
            contents=b, channels=c, dct_method="INTEGER_ACCURATE"), note={"atol": 1})
    yield Case("DecodeJpeg_default", {"bytes": rgb_file}, lambda b: raw.DecodeJpeg(contents=b), note={"atol": 8})

    yield Case("DecodeImage", {"bytes": tf.io.encode_png(rgb).numpy()}, lambda b: raw.DecodeImage(
        contents=b, channels=3, expand_animations=False))
    yield Case("DecodeBmp", {"bytes": bmp_file(rgb)}, lambda b: raw.DecodeBmp(contents=b, channels=3))

    def prepared(b):
        image = tf.cast(raw.DecodePng(contents=b, channels=3), tf.float32)
        image = v1.image.resize_bilinear(tf.expand_dims(image, 0), [8, 8])
        return (image - 127.5) * (1 / 127.5)

    yield Case("decode_and_prepare", {"bytes": tf.io.encode_png(rgb).numpy()}, prepared)


def colours():
    yield Case("rgb_to_grayscale", {"x": f32(1, 3, 4, 3, low=0, high=1)}, tf.image.rgb_to_grayscale)
    yield Case("AdjustContrastv2", {"x": f32(1, 3, 4, 3, low=0, high=1)},
               lambda x: raw.AdjustContrastv2(images=x, contrast_factor=1.5))
    yield Case("HSVToRGB", {"x": f32(1, 3, 4, 3, low=0, high=1)}, lambda x: raw.HSVToRGB(images=x))
    yield Case("RGBToHSV", {"x": f32(1, 3, 4, 3, low=0, high=1)}, lambda x: raw.RGBToHSV(images=x))
    yield Case("per_image_standardization", {"x": f32(1, 3, 4, 3)}, tf.image.per_image_standardization)


def cases():
    for make in (resizing, cropping, decoding, colours):
        yield from make()
