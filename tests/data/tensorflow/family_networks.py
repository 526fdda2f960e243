# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Small whole networks, written as common TensorFlow programs write them, with seeded random weights."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, raw, rng, v1
from family_recurrent import frozen, initialise
from family_speech import tones, wav_file

layers = tf.keras.layers


def folded(x, filters, stride, seed, depthwise=False):
    """Convolution, bias, Relu6: what is left of a MobileNet whose BatchNorm was folded."""
    c = int(x.shape[-1])
    if depthwise:
        x = tf.nn.depthwise_conv2d(x, f32(3, 3, c, 1, seed=seed, low=-0.5, high=0.5), [1, stride, stride, 1], "SAME")
        filters = c
    else:
        k = 3 if c == 3 else 1
        x = tf.nn.conv2d(x, f32(k, k, c, filters, seed=seed, low=-0.5, high=0.5), stride, "SAME")
    return tf.nn.relu6(tf.nn.bias_add(x, f32(filters, seed=seed + 1, low=-0.25, high=0.25)))


def mobilenet(x):
    """MobileNet 1: its head is a 1x1 convolution on pooled features, squeezed."""
    x = folded(x, 8, 2, 1)
    for k, (filters, stride) in enumerate(((12, 1), (16, 2), (16, 1), (24, 2))):
        x = folded(folded(x, 0, stride, 10 * k + 3, True), filters, 1, 10 * k + 5)
    x = tf.nn.avg_pool2d(x, [int(x.shape[1]), int(x.shape[2])], 1, "VALID")
    x = tf.nn.bias_add(tf.nn.conv2d(x, f32(1, 1, 24, 10, seed=70), 1, "SAME"), f32(10, seed=71))
    x = tf.squeeze(x, [1, 2], name="SpatialSqueeze")
    return tf.reshape(tf.nn.softmax(tf.reshape(x, [-1, 10])), tf.shape(x))


def slim_norm(x, seed):
    c = int(x.shape[-1])
    return raw.FusedBatchNormV3(
        x=x, scale=tf.constant(f32(c, seed=seed, low=0.5)), offset=tf.constant(f32(c, seed=seed + 1)),
        mean=tf.constant(f32(c, seed=seed + 2)), variance=tf.constant(f32(c, seed=seed + 3, low=0.5)), epsilon=1e-3,
        is_training=False).y


def slim_conv(x, filters, seed, stride=1, kernel=3, activate=True):
    w = f32(kernel, kernel, int(x.shape[-1]), filters, seed=seed, low=-0.4, high=0.4)
    padding = "SAME"
    if stride > 1:  # slim pads by itself in front of strides, the same on every size
        x, padding = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]) if kernel > 1 else x, "VALID"
    x = slim_norm(tf.nn.conv2d(x, w, stride, padding), seed + 1)
    return tf.nn.relu(x) if activate else x


def slim_resnet(x):
    x = slim_conv(x, 8, 1, stride=2)
    x = tf.nn.max_pool2d(x, 3, 2, "SAME")
    for k, filters in enumerate((8, 16)):
        stride = 1 + k
        short = x if stride == 1 else slim_conv(x, filters, 50 + k, stride, 1, False)
        y = slim_conv(slim_conv(x, filters, 60 + 10 * k, stride), filters, 65 + 10 * k, 1, 3, False)
        x = tf.nn.relu(short + y)
    x = tf.reduce_mean(x, [1, 2], keepdims=True)
    x = tf.squeeze(tf.nn.bias_add(tf.nn.conv2d(x, f32(1, 1, 16, 5, seed=90), 1, "SAME"), f32(5, seed=91)), [1, 2])
    return tf.nn.softmax(x)


def inception(x):
    """Branches joined, average pooling, LRN in front: Inception 1's way."""
    x = tf.nn.lrn(tf.nn.max_pool2d(folded(x, 8, 2, 1), 3, 2, "SAME"), 5, 1.0, 1e-4, 0.75)
    branches = [slim_conv(x, 4, 10, kernel=1), slim_conv(slim_conv(x, 4, 20, kernel=1), 6, 30),
                slim_conv(slim_conv(slim_conv(x, 3, 40, kernel=1), 4, 50), 4, 60),
                slim_conv(tf.nn.max_pool2d(x, 3, 1, "SAME"), 3, 70, kernel=1)]
    x = tf.concat(branches, 3)
    x = tf.reduce_mean(x, [1, 2])
    return tf.matmul(x, f32(17, 6, seed=80)) + f32(6, seed=81)


def anchors(rows, columns):
    y, x = np.meshgrid((np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns, indexing="ij")
    centre = np.stack([y, x], -1).reshape(-1, 1, 2).repeat(2, 1).reshape(-1, 2)
    size = np.tile([[0.3, 0.3], [0.2, 0.45]], (rows * columns, 1))
    return centre.astype(np.float32), size.astype(np.float32)


def ssd(x, functional=False):
    """Features, a box and a class head, boxes from anchors, suppression per class in a loop over the batch."""
    x = folded(folded(folded(x, 8, 2, 1), 0, 2, 3, True), 12, 1, 5)
    boxes = tf.reshape(tf.nn.conv2d(x, f32(3, 3, 12, 8, seed=20, low=-0.1, high=0.1), 1, "SAME"), [1, -1, 4])
    scores = tf.sigmoid(tf.reshape(tf.nn.conv2d(x, f32(3, 3, 12, 6, seed=21), 1, "SAME"), [1, -1, 3]))
    centre, size = anchors(int(x.shape[1]), int(x.shape[2]))
    ty, tx, th, tw = tf.unstack(tf.transpose(boxes[0]), num=4)
    y, x = ty / 10.0 * size[:, 0] + centre[:, 0], tx / 10.0 * size[:, 1] + centre[:, 1]
    h, w = tf.exp(th / 5.0) * size[:, 0], tf.exp(tw / 5.0) * size[:, 1]
    corners = tf.transpose(tf.stack([y - h / 2.0, x - w / 2.0, y + h / 2.0, x + w / 2.0]))
    corners = tf.clip_by_value(corners, 0.0, 1.0)
    found = []
    for k in range(1, 3):  # class 0 is the background
        kept = raw.NonMaxSuppressionV3(boxes=corners, scores=scores[0, :, k], max_output_size=8, iou_threshold=0.5,
                                       score_threshold=0.3)
        found.append((tf.gather(corners, kept), tf.gather(scores[0, :, k], kept), tf.fill([tf.size(kept)], k)))
    all_boxes, all_scores, classes = (tf.concat(part, 0) for part in zip(*found))
    best = tf.minimum(6, tf.size(all_scores))
    top, order = raw.TopKV2(input=all_scores, k=best)
    return [tf.gather(all_boxes, order), top, tf.gather(classes, order), best]


def keyword_net(features):
    x = tf.reshape(features, [-1, 9, 10, 1])
    x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, f32(4, 3, 1, 6, seed=1, low=-0.2, high=0.2), [1, 2, 1, 1], "SAME"),
                                  f32(6, seed=2)))
    x = folded(folded(x, 0, 1, 5, True), 8, 1, 7)
    x = tf.nn.avg_pool2d(x, [5, 10], [5, 10], "VALID")
    return tf.nn.softmax(tf.matmul(tf.reshape(x, [-1, 8]), f32(8, 4, seed=9)) + f32(4, seed=10))


def keyword_from_wav(data):
    wave, rate = raw.DecodeWav(contents=data, desired_channels=1, desired_samples=3200)
    spectrum = raw.AudioSpectrogram(input=wave, window_size=640, stride=320, magnitude_squared=True)
    return keyword_net(raw.Mfcc(spectrogram=spectrum, sample_rate=rate, dct_coefficient_count=10) * 0.1)


def unet(x):
    a = slim_conv(x, 6, 1)
    b = slim_conv(tf.nn.max_pool2d(a, 2, 2, "VALID"), 8, 10)
    shape = tf.shape(a)
    up = tf.nn.conv2d_transpose(b, f32(2, 2, 6, 8, seed=20), tf.stack([shape[0], shape[1], shape[2], 6]), 2, "VALID")
    y = slim_conv(tf.concat([a, up], 3), 6, 30)
    wide = tf.image.resize(slim_conv(b, 6, 40), shape[1:3], "bilinear")
    return tf.argmax(tf.nn.conv2d(y + wide, f32(1, 1, 6, 3, seed=50), 1, "SAME"), 3, output_type=tf.int32)


def deeplab(x):
    """Atrous convolutions as blocks, image pooling spread out again, a resize that aligns corners."""
    x = folded(x, 8, 2, 1)
    wide = tf.nn.relu(slim_norm(tf.nn.atrous_conv2d(x, f32(3, 3, 8, 6, seed=3, low=-0.3, high=0.3), 2, "SAME"), 4))
    pooled = slim_conv(tf.reduce_mean(x, [1, 2], keepdims=True), 6, 10, kernel=1)
    pooled = v1.image.resize_bilinear(pooled, tf.shape(x)[1:3], align_corners=True)
    y = slim_conv(tf.concat([pooled, wide], 3), 5, 20, kernel=1)
    return v1.image.resize_bilinear(y, [17, 15], align_corners=True)


def classic():
    yield Case("mobilenet", {"input": f32(1, 24, 24, 3, low=-1, high=1)}, mobilenet,
               shapes={"input": [None, 24, 24, 3]},
               more=({"input": f32(3, 24, 24, 3, seed=4, low=-1, high=1)},))
    yield Case("slim_resnet", {"input": f32(1, 25, 25, 3)}, slim_resnet, shapes={"input": [None, 25, 25, 3]},
               more=({"input": f32(2, 25, 25, 3, seed=4)},))
    yield Case("inception", {"input": f32(1, 24, 24, 3)}, inception)
    yield Case("ssd", {"image": f32(1, 24, 24, 3)}, ssd)
    yield Case("keyword_net", {"mfcc": f32(1, 9, 10)}, keyword_net)
    yield Case("keyword_from_wav", {"wav_data": wav_file(tones(3200))}, keyword_from_wav)
    yield Case("unet", {"image": f32(1, 8, 12, 3)}, unet, shapes={"image": [None, None, None, 3]},
               more=({"image": f32(2, 6, 10, 3, seed=2)},))
    yield Case("deeplab", {"image": f32(1, 17, 15, 3)}, deeplab)
    yield Case("mlp_with_dropout", {"x": f32(3, 6), "keep_prob": np.float32(1)}, 
               lambda x, keep: tf.nn.softmax(tf.matmul(v1.nn.dropout(tf.nn.relu(tf.matmul(x, f32(6, 8, seed=2))),
                                                                     keep_prob=keep), f32(8, 4, seed=3))))


def keras_block(x, filters, stride):
    """An inverted residual block of Keras' MobileNetV2."""
    c = x.shape[-1]
    y = layers.Conv2D(4 * c, 1, use_bias=False)(x)
    y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
    if stride == 2:
        y = layers.ZeroPadding2D(((0, 1), (0, 1)))(y)
    y = layers.DepthwiseConv2D(3, stride, "same" if stride == 1 else "valid", use_bias=False)(y)
    y = layers.ReLU(6.0)(layers.BatchNormalization()(y))
    y = layers.BatchNormalization()(layers.Conv2D(filters, 1, use_bias=False)(y))
    return layers.Add()([x, y]) if stride == 1 and c == filters else y


def mobilenet_v2():
    inputs = tf.keras.Input((16, 16, 3), name="image")
    x = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(6, 3, 2, "same", use_bias=False)(inputs)))
    for filters, stride in ((6, 1), (8, 2), (8, 1)):
        x = keras_block(x, filters, stride)
    x = layers.Dense(5, "softmax")(layers.GlobalAveragePooling2D()(x))
    return tf.keras.Model(inputs, x), {"image": f32(2, 16, 16, 3)}


def encoder():
    inputs = tf.keras.Input((6,), dtype=tf.int32, name="ids")
    x = layers.Embedding(20, 8)(inputs) + tf.keras.layers.Embedding(6, 8)(tf.range(6))
    mask = tf.not_equal(inputs, 0)
    y = layers.MultiHeadAttention(2, 4)(x, x, attention_mask=mask[:, tf.newaxis, :])
    x = layers.LayerNormalization(epsilon=1e-6)(x + y)
    y = layers.Dense(8)(layers.Dense(16, tf.nn.gelu)(x))
    x = layers.LayerNormalization(epsilon=1e-6)(x + y)
    ids = rng(6).integers(1, 20, (2, 6)).astype(np.int32)
    ids[1, 4:] = 0
    return tf.keras.Model(inputs, layers.Dense(3)(x[:, 0])), {"ids": ids}


def text_cnn():
    inputs = tf.keras.Input((12,), dtype=tf.int32, name="ids")
    x = layers.Embedding(20, 6)(inputs)
    x = layers.Conv1D(8, 3, activation="relu")(x)
    x = layers.GlobalMaxPooling1D()(x)
    return tf.keras.Model(inputs, layers.Dense(2, "sigmoid")(layers.Dropout(0.3)(x))), {
        "ids": rng(8).integers(0, 20, (2, 12)).astype(np.int32)}


def conv_gru():
    inputs = tf.keras.Input((10, 6, 1), name="spectrum")
    x = layers.Conv2D(4, 3, (1, 2), "same", activation="relu")(inputs)
    x = layers.Reshape((10, 12))(x)
    x = layers.GRU(6, return_sequences=True)(x)
    x = layers.TimeDistributed(layers.Dense(3))(layers.LSTM(5, return_sequences=True)(x))
    return tf.keras.Model(inputs, x), {"spectrum": f32(2, 10, 6, 1)}


def segmenter():
    inputs = tf.keras.Input((8, 8, 2), name="image")
    x = layers.SeparableConv2D(6, 3, padding="same", activation="swish")(inputs)
    y = layers.Conv2DTranspose(6, 3, 2, "same")(layers.MaxPooling2D()(x))
    y = layers.PReLU(shared_axes=[1, 2])(y) + layers.UpSampling2D(2, interpolation="bilinear")(
        layers.AveragePooling2D()(x))
    y = layers.Concatenate()([layers.LeakyReLU(0.1)(y), layers.Cropping2D(0)(x)])
    return tf.keras.Model(inputs, layers.Conv2D(1, 1, activation="sigmoid")(y)), {"image": f32(2, 8, 8, 2)}


def keras():
    for make in (mobilenet_v2, encoder, text_cnn, conv_gru, segmenter):
        model, inputs = make()
        initialise(model, 40)
        (name, value), = inputs.items()
        for any_batch in (False, True):
            spec = [tf.TensorSpec([None if any_batch else value.shape[0], *value.shape[1:]], value.dtype, name=name)]
            sets = [inputs, {name: np.ascontiguousarray(value[:1])}] if any_batch else [inputs]
            yield frozen(f"keras_{make.__name__}{'_any_batch' if any_batch else ''}",
                         lambda x, m=model: m(x, training=False), spec, sets, not any_batch)


def cases():
    yield from classic()
    yield from keras()
