# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Products of matrices, Einsum."""

import numpy as np
import tensorflow as tf
from casekit import Case, f32, i32, raw


def turned(flag, *shape):
    return (*shape[:-2], shape[-1], shape[-2]) if flag else shape


def products():
    for ta in (False, True):
        for tb in (False, True):
            a, b = f32(*turned(ta, 3, 5), seed=2), f32(*turned(tb, 5, 4), seed=3)
            name = f"{int(ta)}{int(tb)}"
            yield Case(f"MatMul_{name}", {"a": a, "b": b},
                       lambda a, b, ta=ta, tb=tb: raw.MatMul(a=a, b=b, transpose_a=ta, transpose_b=tb))
            a, b = f32(*turned(ta, 2, 3, 5), seed=2), f32(*turned(tb, 2, 5, 4), seed=3)
            for op in ("BatchMatMul", "BatchMatMulV2"):
                yield Case(f"{op}_{name}", {"a": a, "b": b}, lambda a, b, op=op, ta=ta, tb=tb: getattr(raw, op)(
                    x=a, y=b, adj_x=ta, adj_y=tb))
    w = f32(5, 4, seed=3)
    yield Case("MatMul_constant", {"a": f32(3, 5)}, lambda a: raw.MatMul(a=a, b=tf.constant(w)))
    yield Case("MatMul_constant_first", {"b": f32(4, 3)}, lambda b: raw.MatMul(a=tf.constant(w), b=b))
    yield Case("MatMul_int32", {"a": i32(3, 5), "b": i32(5, 2, seed=4)}, lambda a, b: raw.MatMul(a=a, b=b))
    yield Case("MatMul_double", {"a": f32(3, 5).astype(np.float64)},
               lambda a: raw.MatMul(a=a, b=tf.constant(w.astype(np.float64))))
    yield Case("MatMul_half", {"a": f32(3, 5).astype(np.float16)},
               lambda a: raw.MatMul(a=a, b=tf.constant(w.astype(np.float16))))
    yield Case("MatMul_dynamic", {"a": f32(3, 5)}, lambda a: raw.MatMul(a=a, b=tf.constant(w)), shapes={"a": [None, 5]},
               more=({"a": f32(1, 5, seed=4)},))
    yield Case("MatMul_empty", {"a": np.zeros((3, 0), np.float32), "b": np.zeros((0, 2), np.float32)},
               lambda a, b: raw.MatMul(a=a, b=b))
    yield Case("BatchMatMulV2_broadcast", {"a": f32(2, 1, 3, 4), "b": f32(5, 4, 2, seed=2)},
               lambda a, b: raw.BatchMatMulV2(x=a, y=b))
    yield Case("BatchMatMulV3", {"a": f32(2, 3, 4), "b": f32(2, 4, 2, seed=2)},
               lambda a, b: raw.BatchMatMulV3(x=a, y=b, Tout=tf.float32))
    yield Case("dense", {"x": f32(2, 5)}, lambda x: tf.nn.relu(tf.nn.bias_add(tf.matmul(x, w), f32(4, seed=5))))
    yield Case("tensordot", {"x": f32(2, 3, 5)}, lambda x: tf.tensordot(x, tf.constant(w), [[2], [0]]))
    yield Case("tensordot_dynamic", {"x": f32(2, 3, 5)}, lambda x: tf.tensordot(x, tf.constant(w), [[2], [0]]),
               shapes={"x": [None, None, 5]}, more=({"x": f32(1, 4, 5, seed=6)},))


def einsums():
    table = {
        "product": ("ij,jk->ik", (3, 4), (4, 5)), "batch": ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
        "heads": ("abc,cde->abde", (2, 3, 4), (4, 2, 3)), "scores": ("aecd,abcd->acbe", (2, 3, 2, 4), (2, 5, 2, 4)),
        "context": ("acbe,aecd->abcd", (2, 2, 5, 3), (2, 3, 2, 4)), "outer": ("i,j->ij", (3,), (4,)),
        "dot": ("i,i->", (4,), (4,)), "ellipsis": ("...ij,...jk->...ik", (2, 3, 4), (4, 5)),
        "sum": ("ij,kj->i", (3, 4), (2, 4)), "diagonal": ("ii,ij->j", (3, 3), (3, 2)),
    }
    for name, (equation, a, b) in table.items():
        yield Case(f"Einsum_{name}", {"a": f32(*a, seed=2), "b": f32(*b, seed=3)},
                   lambda a, b, e=equation: raw.Einsum(inputs=[a, b], equation=e))
    yield Case("Einsum_transpose", {"a": f32(2, 3, 4)}, lambda a: raw.Einsum(inputs=[a], equation="ijk->kij"))
    yield Case("Einsum_trace", {"a": f32(3, 3)}, lambda a: raw.Einsum(inputs=[a], equation="ii->"))


def cases():
    yield from products()
    yield from einsums()
