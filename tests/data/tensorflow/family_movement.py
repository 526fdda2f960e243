# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Operators that move elements: reshaping, joining, gathering, padding, blocks."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw


def reshaping():
    x = f32(2, 3, 4)
    yield Case("Reshape", {"x": x}, lambda x: raw.Reshape(tensor=x, shape=[4, 6]))
    yield Case("Reshape_minus_one", {"x": x}, lambda x: raw.Reshape(tensor=x, shape=[-1, 2, 2]))
    yield Case("Reshape_scalar", {"x": f32(1)}, lambda x: raw.Reshape(tensor=x, shape=tf.constant([], tf.int32)))
    yield Case("Reshape_int64", {"x": x}, lambda x: raw.Reshape(tensor=x, shape=tf.constant([2, 12], tf.int64)))
    yield Case("Reshape_dynamic", {"x": x}, lambda x: raw.Reshape(tensor=x, shape=[-1, 12]),
               shapes={"x": [None, 3, 4]}, more=({"x": f32(5, 3, 4, seed=2)},))
    yield Case("flatten_by_shape", {"x": x},
               lambda x: tf.reshape(x, tf.stack([tf.shape(x)[0], 12])), shapes={"x": [None, 3, 4]},
               more=({"x": f32(5, 3, 4, seed=2)},))
    for axis in (0, 1, -1, 3):
        yield Case(f"ExpandDims_{axis}", {"x": x}, lambda x, axis=axis: raw.ExpandDims(input=x, axis=axis))
    ones = f32(1, 3, 1, 2, 1)
    for name, dims in (("all", []), ("first", [0]), ("two", [2, 4]), ("negative", [-1, -3])):
        yield Case(f"Squeeze_{name}", {"x": ones}, lambda x, dims=dims: raw.Squeeze(input=x, axis=dims))
    for perm in ([0, 2, 1], [2, 1, 0], [1, 0, 2], [0, 1, 2]):
        yield Case(f"Transpose_{''.join(map(str, perm))}", {"x": x}, lambda x, p=perm: raw.Transpose(x=x, perm=p))
    yield Case("Transpose_4d", {"x": f32(1, 2, 3, 4)}, lambda x: raw.Transpose(x=x, perm=[0, 3, 1, 2]))
    yield Case("Transpose_default", {"x": f32(2, 3)}, tf.transpose, shapes={"x": [None, 3]})
    yield Case("Transpose_bool", {"x": f32(2, 3) > 0}, lambda x: raw.Transpose(x=x, perm=[1, 0]))


def joining():
    a, b, c = f32(2, 3), f32(2, 3, seed=2), f32(2, 3, seed=3)
    for axis in (0, 1, 2, -1):
        yield Case(f"Pack_{axis}", {"a": a, "b": b, "c": c}, lambda *x, axis=axis: raw.Pack(values=list(x), axis=axis))
    yield Case("Pack_one", {"a": a}, lambda x: raw.Pack(values=[x]))
    yield Case("Pack_int", {"a": i32(3)}, lambda x: raw.Pack(values=[x, tf.constant([1, 2, 3])], axis=1))
    for axis in (0, 1, -1):
        yield Case(f"ConcatV2_{axis}", {"a": a, "b": b}, lambda *x, axis=axis: raw.ConcatV2(values=list(x), axis=axis))
    yield Case("ConcatV2_uneven", {"a": f32(2, 1, 3), "b": f32(2, 4, 3, seed=2), "c": f32(2, 0, 3)},
               lambda *x: raw.ConcatV2(values=list(x), axis=1))
    yield Case("ConcatV2_constant", {"a": a}, lambda x: raw.ConcatV2(values=[x, tf.constant(b)], axis=0))
    yield Case("Concat", {"a": a, "b": b}, lambda *x: raw.Concat(concat_dim=1, values=list(x)))
    x = f32(6, 4)
    yield Case("Split", {"x": x}, lambda x: raw.Split(axis=0, value=x, num_split=3))
    yield Case("Split_negative", {"x": x}, lambda x: raw.Split(axis=-1, value=x, num_split=2))
    yield Case("SplitV", {"x": x}, lambda x: raw.SplitV(value=x, size_splits=[1, 3, 2], axis=0, num_split=3))
    yield Case("SplitV_rest", {"x": x}, lambda x: raw.SplitV(value=x, size_splits=[1, -1], axis=1, num_split=2))
    yield Case("Unpack", {"x": f32(3, 2)}, lambda x: raw.Unpack(value=x, num=3))
    yield Case("Unpack_last", {"x": f32(3, 2)}, lambda x: raw.Unpack(value=x, num=2, axis=-1))


def gathering():
    table, ids = f32(5, 3), np.array([[4, 0], [2, 2]], np.int32)
    yield Case("Gather", {"x": ids}, lambda i: raw.Gather(params=tf.constant(table), indices=i))
    yield Case("Gather_inputs", {"x": table, "i": ids}, lambda x, i: raw.Gather(params=x, indices=i))
    for axis in (0, 1, -1):
        yield Case(f"GatherV2_{axis}", {"x": f32(3, 4, 5), "i": np.array([2, 0, 2], np.int32)},
                   lambda x, i, axis=axis: raw.GatherV2(params=x, indices=i, axis=axis))
    yield Case("GatherV2_scalar", {"x": table}, lambda x: raw.GatherV2(params=x, indices=1, axis=0))
    yield Case("GatherV2_int64", {"x": table, "i": ids.astype(np.int64)},
               lambda x, i: raw.GatherV2(params=x, indices=i, axis=tf.constant(0, tf.int64)))
    yield Case("GatherV2_batch_dims", {"x": f32(2, 3, 4), "i": np.array([[0, 2], [1, 1]], np.int32)},
               lambda x, i: raw.GatherV2(params=x, indices=i, axis=1, batch_dims=1))
    yield Case("GatherV2_batch_dims_axis", {"x": f32(2, 3, 4), "i": np.array([[0, 2], [1, 1]], np.int32)},
               lambda x, i: raw.GatherV2(params=x, indices=i, axis=2, batch_dims=1))
    yield Case("embedding", {"x": ids}, lambda i: tf.nn.embedding_lookup(tf.constant(table), i))
    # What a frozen graph keeps of a ResourceGather whose variable became a constant.
    yield Case("ResourceGather", {"x": ids}, lambda i: raw.Gather(params=tf.constant(table), indices=i),
               edit=resource_gather)
    yield Case("GatherNd", {"x": f32(3, 4, 2), "i": np.array([[0, 1], [2, 3]], np.int32)},
               lambda x, i: raw.GatherNd(params=x, indices=i))
    yield Case("GatherNd_full", {"x": f32(3, 4), "i": np.array([[[0, 1]], [[2, 3]]], np.int32)},
               lambda x, i: raw.GatherNd(params=x, indices=i))
    yield Case("ScatterNd", {"i": np.array([[3], [1]], np.int32), "u": f32(2, 3)},
               lambda i, u: raw.ScatterNd(indices=i, updates=u, shape=[5, 3]))
    yield Case("ScatterNd_adds", {"i": np.array([[1], [1], [0]], np.int32), "u": f32(3)},
               lambda i, u: raw.ScatterNd(indices=i, updates=u, shape=[4]))
    yield Case("TensorScatterUpdate", {"x": f32(4, 2), "i": np.array([[3], [1]], np.int32), "u": f32(2, 2, seed=3)},
               lambda x, i, u: raw.TensorScatterUpdate(tensor=x, indices=i, updates=u))
    yield Case("TensorScatterAdd", {"x": f32(4, 2), "i": np.array([[3], [1]], np.int32), "u": f32(2, 2, seed=3)},
               lambda x, i, u: raw.TensorScatterAdd(tensor=x, indices=i, updates=u))
    for op in ("TensorScatterSub", "TensorScatterMin", "TensorScatterMax"):
        yield Case(op, {"x": f32(4, 2), "i": np.array([[3], [1]], np.int32), "u": f32(2, 2, seed=3)},
                   lambda x, i, u, op=op: getattr(raw, op)(tensor=x, indices=i, updates=u))
    yield Case("InvertPermutation", {"x": np.array([2, 0, 3, 1], np.int32)}, lambda x: raw.InvertPermutation(x=x))
    yield Case("DynamicStitch", {"a": f32(2, 2), "b": f32(2, 2, seed=2)},
               lambda a, b: raw.DynamicStitch(indices=[tf.constant([0, 3]), tf.constant([2, 1])], data=[a, b]))


def resource_gather(definition):
    for node in definition.node:
        if node.op == "Gather":
            node.op = "ResourceGather"
            dtype = node.attr["Tparams"].type
            del node.attr["Tparams"]
            node.attr["dtype"].type = dtype
            node.attr["batch_dims"].i = 0


def padding():
    x = f32(2, 3, 2)
    yield Case("Pad", {"x": x}, lambda x: raw.Pad(input=x, paddings=[[0, 0], [1, 2], [3, 0]]))
    yield Case("Pad_image", {"x": f32(1, 3, 3, 2)}, lambda x: raw.Pad(
        input=x, paddings=[[0, 0], [1, 1], [2, 0], [0, 0]]))
    yield Case("Pad_int", {"x": i32(3)}, lambda x: raw.Pad(input=x, paddings=[[1, 1]]))
    yield Case("PadV2", {"x": x}, lambda x: raw.PadV2(input=x, paddings=[[0, 1], [1, 0], [0, 0]], constant_values=-1.5))
    for mode in ("REFLECT", "SYMMETRIC"):
        yield Case(f"MirrorPad_{mode.lower()}", {"x": f32(1, 4, 3, 2)}, lambda x, mode=mode: raw.MirrorPad(
            input=x, paddings=[[0, 0], [2, 1], [1, 2], [0, 0]], mode=mode))
    yield Case("Tile", {"x": f32(2, 3)}, lambda x: raw.Tile(input=x, multiples=[2, 3]))
    yield Case("Tile_none", {"x": f32(2, 3)}, lambda x: raw.Tile(input=x, multiples=[1, 1]))
    yield Case("BroadcastTo", {"x": f32(2, 1)}, lambda x: raw.BroadcastTo(input=x, shape=[3, 2, 4]))
    yield Case("ReverseV2", {"x": x}, lambda x: raw.ReverseV2(tensor=x, axis=[0, -1]))
    yield Case("Reverse", {"x": f32(2, 3)}, lambda x: raw.Reverse(tensor=x, dims=tf.constant([False, True])))
    yield Case("ReverseSequence", {"x": f32(3, 4, 2), "n": np.array([2, 4, 1], np.int64)},
               lambda x, n: raw.ReverseSequence(input=x, seq_lengths=n, seq_dim=1, batch_dim=0))
    yield Case("ReverseSequence_time_first", {"x": f32(4, 3, 2), "n": np.array([2, 4, 1], np.int32)},
               lambda x, n: raw.ReverseSequence(input=x, seq_lengths=n, seq_dim=0, batch_dim=1))
    yield Case("Roll", {"x": f32(3, 4)}, lambda x: raw.Roll(input=x, shift=[1, -2], axis=[0, 1]))


def blocks():
    x = f32(1, 4, 6, 3)
    yield Case("SpaceToDepth", {"x": x}, lambda x: raw.SpaceToDepth(input=x, block_size=2))
    yield Case("DepthToSpace", {"x": f32(1, 2, 3, 8)}, lambda x: raw.DepthToSpace(input=x, block_size=2))
    for op, shape in (("SpaceToDepth", (1, 3, 4, 6)), ("DepthToSpace", (1, 8, 2, 3))):
        def last(x, op=op):
            y = getattr(raw, op)(input=tf.transpose(x, [0, 2, 3, 1]), block_size=2)
            return tf.transpose(y, [0, 3, 1, 2])

        yield Case(f"{op}_nchw", {"x": f32(*shape)},
                   lambda x, op=op: getattr(raw, op)(input=x, block_size=2, data_format="NCHW"), twin=last)
    yield Case("SpaceToBatchND", {"x": f32(2, 5, 4, 3)},
               lambda x: raw.SpaceToBatchND(input=x, block_shape=[2, 3], paddings=[[0, 1], [1, 1]]))
    yield Case("SpaceToBatchND_1d", {"x": f32(2, 4, 3)},
               lambda x: raw.SpaceToBatchND(input=x, block_shape=[2], paddings=[[0, 0]]))
    yield Case("BatchToSpaceND", {"x": f32(8, 2, 3, 2)},
               lambda x: raw.BatchToSpaceND(input=x, block_shape=[2, 2], crops=[[0, 1], [1, 0]]))
    yield Case("SpaceToBatch", {"x": f32(1, 4, 4, 2)},
               lambda x: raw.SpaceToBatch(input=x, paddings=[[0, 0], [0, 0]], block_size=2))
    yield Case("BatchToSpace", {"x": f32(4, 2, 2, 2)},
               lambda x: raw.BatchToSpace(input=x, crops=[[0, 0], [1, 0]], block_size=2))


def matrices():
    for low, high in ((-1, 0), (0, -1), (1, 1), (0, 0)):
        yield Case(f"MatrixBandPart_{low}_{high}", {"x": f32(2, 3, 4)},
                   lambda x, low=low, high=high: raw.MatrixBandPart(input=x, num_lower=low, num_upper=high))
    yield Case("MatrixDiag", {"x": f32(2, 3)}, lambda x: raw.MatrixDiag(diagonal=x))
    yield Case("MatrixDiagV3", {"x": f32(2, 3)}, lambda x: raw.MatrixDiagV3(
        diagonal=x, k=0, num_rows=-1, num_cols=-1, padding_value=0.0))
    yield Case("MatrixDiagV2", {"x": f32(2, 3)}, lambda x: raw.MatrixDiagV2(
        diagonal=x, k=0, num_rows=-1, num_cols=-1, padding_value=0.0))
    yield Case("MatrixDiagPartV2", {"x": f32(2, 3, 3)}, lambda x: raw.MatrixDiagPartV2(input=x, k=0, padding_value=0.0))
    yield Case("MatrixDiagPartV3", {"x": f32(2, 4, 3)}, lambda x: raw.MatrixDiagPartV3(input=x, k=0, padding_value=0.0))
    yield Case("MatrixDiagPart", {"x": f32(2, 3, 4)}, lambda x: raw.MatrixDiagPart(input=x))


def cases():
    for make in (reshaping, joining, gathering, padding, blocks, matrices):
        yield from make()
