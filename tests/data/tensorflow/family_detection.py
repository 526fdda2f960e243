# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What detectors end with: suppression, the best k, boxes."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw, rng


def boxes(count, seed=5):
    """Clusters of overlapping boxes y1 x1 y2 x2; scores all differ."""
    r = rng(seed)
    centre = r.uniform(0, 1, (count // 4 + 1, 2)).repeat(4, 0)[:count] + r.uniform(-0.03, 0.03, (count, 2))
    size = r.uniform(0.1, 0.2, (count, 2))
    scores = (r.permutation(count) + 1).astype(np.float32) / (count + 1)
    return np.concatenate([centre - size, centre + size], 1).astype(np.float32), scores


def suppression():
    b, s = boxes(16)
    for name, iou, score, most in (("", 0.5, 0.0, 10), ("_strict", 0.1, 0.3, 10), ("_few", 0.5, 0.0, 2),
                                   ("_all_below", 0.5, 2.0, 5)):
        inputs = {"b": b, "s": s}
        if score == 0:
            yield Case(f"NonMaxSuppression{name}", inputs, lambda b, s, m=most, t=iou: raw.NonMaxSuppression(
                boxes=b, scores=s, max_output_size=m, iou_threshold=t))
            yield Case(f"NonMaxSuppressionV2{name}", inputs, lambda b, s, m=most, t=iou: raw.NonMaxSuppressionV2(
                boxes=b, scores=s, max_output_size=m, iou_threshold=t))
        yield Case(f"NonMaxSuppressionV3{name}", inputs, lambda b, s, m=most, t=iou, c=score: raw.NonMaxSuppressionV3(
            boxes=b, scores=s, max_output_size=m, iou_threshold=t, score_threshold=c))
        for pad in (False, True):
            yield Case(f"NonMaxSuppressionV4{name}{'_padded' if pad else ''}", inputs,
                       lambda b, s, m=most, t=iou, c=score, p=pad: list(raw.NonMaxSuppressionV4(
                           boxes=b, scores=s, max_output_size=m, iou_threshold=t, score_threshold=c,
                           pad_to_max_output_size=p)))
        for sigma in (0.0, 0.5):
            yield Case(f"NonMaxSuppressionV5{name}{'_soft' if sigma else ''}", inputs,
                       lambda b, s, m=most, t=iou, c=score, g=sigma: list(raw.NonMaxSuppressionV5(
                           boxes=b, scores=s, max_output_size=m, iou_threshold=t, score_threshold=c,
                           soft_nms_sigma=g)))
    yield Case("NonMaxSuppressionV5_soft_padded", {"b": b, "s": s}, lambda b, s: list(raw.NonMaxSuppressionV5(
        boxes=b, scores=s, max_output_size=20, iou_threshold=1.0, score_threshold=0.2, soft_nms_sigma=0.3,
        pad_to_max_output_size=True)))
    yield Case("NonMaxSuppressionV3_no_boxes", {"b": np.zeros((0, 4), np.float32), "s": np.zeros(0, np.float32)},
               lambda b, s: raw.NonMaxSuppressionV3(boxes=b, scores=s, max_output_size=3, iou_threshold=0.5,
                                                    score_threshold=0.0))
    yield Case("nms_and_gather", {"b": b, "s": s}, lambda b, s: [
        tf.gather(b, raw.NonMaxSuppressionV3(boxes=b, scores=s, max_output_size=6, iou_threshold=0.4,
                                             score_threshold=0.2))])
    many, _ = boxes(12, seed=8)
    scores = np.stack([boxes(12, seed=k)[1] for k in (1, 2, 3)], -1)
    for name, per_class, clip in (("shared_boxes", False, True), ("no_clip", False, False), ("padded", True, True)):
        yield Case(f"CombinedNonMaxSuppression_{name}", {"b": np.stack([many, many[::-1]])[:, :, None],
                                                         "s": np.stack([scores, scores * np.float32(0.5)])},
                   lambda b, s, p=per_class, c=clip: list(raw.CombinedNonMaxSuppression(
                       boxes=b, scores=s, max_output_size_per_class=3, max_total_size=5, iou_threshold=0.4,
                       score_threshold=0.1, pad_per_class=p, clip_boxes=c)))


def older_top_k(definition):
    """TopKV2 as graphs before 2016 have it: k is an attribute. TensorFlow no longer runs that."""
    for node in definition.node:
        if node.op == "TopKV2":
            node.op = "TopK"
            node.attr["k"].i = 3
            node.attr.pop("Tk", None)
            node.attr.pop("index_type", None)
            del node.input[1]
    for k, node in enumerate(definition.node):
        if node.name == "TopKV2/k":
            del definition.node[k]
            break


def best():
    x = f32(3, 7)
    yield Case("TopKV2", {"x": x}, lambda x: list(raw.TopKV2(input=x, k=3)))
    yield Case("TopKV2_all", {"x": f32(2, 2, 5)}, lambda x: list(raw.TopKV2(input=x, k=5)))
    yield Case("TopKV2_ties", {"x": np.array([[1, 3, 3, 2, 3]], np.float32)}, lambda x: list(raw.TopKV2(input=x, k=4)))
    yield Case("TopKV2_values", {"x": x}, lambda x: raw.TopKV2(input=x, k=2)[0])
    yield Case("TopKV2_indices", {"x": x}, lambda x: raw.TopKV2(input=x, k=2)[1])
    yield Case("TopKV2_int32", {"x": i32(9)}, lambda x: list(raw.TopKV2(input=x, k=4)))
    yield Case("TopKV2_k_input", {"x": x, "k": np.int32(2)}, lambda x, k: list(raw.TopKV2(input=x, k=k)))
    yield Case("TopK", {"x": x}, lambda x: list(raw.TopKV2(input=x, k=3)), edit=older_top_k)
    yield Case("sort_down", {"x": x}, lambda x: tf.sort(x, direction="DESCENDING"))
    yield Case("argsort", {"x": x}, lambda x: tf.argsort(x))
    yield Case("InTopK", {"x": x, "t": np.array([0, 3, 6], np.int32)}, lambda x, t: raw.InTopK(
        predictions=x, targets=t, k=3))
    yield Case("InTopKV2", {"x": x, "t": np.array([0, 3, 6], np.int32)}, lambda x, t: raw.InTopKV2(
        predictions=x, targets=t, k=3))


def cases():
    yield from suppression()
    yield from best()
