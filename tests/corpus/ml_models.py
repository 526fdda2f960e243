#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Operators of ai.onnx.ml, and of strings, against ONNX Runtime, through `sinter verify`.

    ml_models.py [--backend B]... [--only TEXT]... [--sinter PATH] [--keep DIR] [--verbose]

Each case is a model of one node made here; what ONNX Runtime gives for seeded inputs is the expectation. Floats must
agree within 1e-4, labels exactly. Ends with `N passed, N failed, N skipped`.
"""

import sys

import one_node  # ends the process with a message where ONNX Runtime is missing
import numpy as np
from onnx import TensorProto

rng = np.random.default_rng(0)
CASES = []
BRANCHES = ("BRANCH_LEQ", "BRANCH_LT", "BRANCH_GT", "BRANCH_GTE")


def f32(*shape):
    return rng.standard_normal(shape).astype(np.float32)


def reals(n):
    return [float(v) for v in f32(n)]


def texts(*words):
    return np.array(words, dtype=object)


def case(name, op, inputs, outputs=1, domain="ai.onnx.ml", version=3, **attributes):
    named = {f"x{i}": array for i, array in enumerate(inputs)}
    CASES.append(one_node.Case(name, op, named, outputs=outputs, domain=domain,
                               opsets={"": 17, "ai.onnx.ml": version}, **attributes))


def preparation():
    x = f32(7, 4)
    missing = x.copy()
    missing[2, 1] = np.nan
    for norm in ("MAX", "L1", "L2"):
        case(f"normalizer_{norm}", "Normalizer", [x], norm=norm)
    case("scaler", "Scaler", [x], offset=[.1, .2, .3, .4], scale=[2., 3., .5, 1.])
    case("scaler_integers", "Scaler", [np.arange(8).reshape(2, 4)], offset=[1.], scale=[2.])
    case("imputer_nan", "Imputer", [missing], imputed_value_floats=[1., 2., 3., 4.], replaced_value_float=float("nan"))
    case("imputer_integers", "Imputer", [np.array([[1, 2], [3, 1]])], imputed_value_int64s=[9], replaced_value_int64=1)
    case("one_hot_integers", "OneHotEncoder", [np.array([[1, 5], [3, 7]])], cats_int64s=[1, 3, 5], zeros=1)
    case("one_hot_strings", "OneHotEncoder", [texts("a", "c", "z")], cats_strings=["a", "b", "c"], zeros=1)
    case("one_hot_floats", "OneHotEncoder", [np.array([1., 3.], np.float32)], cats_int64s=[1, 3, 5], zeros=1)
    case("binarizer", "Binarizer", [x], threshold=.3)
    case("extractor", "ArrayFeatureExtractor", [x, np.array([0, 3])])
    case("extractor_vector", "ArrayFeatureExtractor", [f32(5), np.array([[0, 3]])])
    case("vectorizer", "FeatureVectorizer", [f32(3, 2), f32(3, 3)], inputdimensions=[2, 3])
    cats = {"cats_strings": ["a", "b"], "cats_int64s": [10, 20]}
    case("categories", "CategoryMapper", [texts("a", "b", "q")], **cats)
    case("categories_back", "CategoryMapper", [np.array([10, 7])], default_string="none", **cats)
    case("labels_1", "LabelEncoder", [texts("a", "b", "q")], version=1, classes_strings=["a", "b"])
    case("labels_1_back", "LabelEncoder", [np.array([0, 1, 5])], version=1, classes_strings=["a", "b"])
    case("labels_floats", "LabelEncoder", [np.array([1., 2.], np.float32)], version=2, keys_floats=[1.],
         values_floats=[5.])
    case("labels_strings", "LabelEncoder", [texts("a", "x")], version=2, keys_strings=["a"], values_strings=["b"])
    case("labels_mixed", "LabelEncoder", [np.array([3, 4])], version=2, keys_int64s=[3], values_strings=["b"])


class ZipMap(one_node.Case):
    """ONNX Runtime gives a list of dictionaries, we the tensor of their values, in the order of the keys."""

    def expected(self, outputs):
        keys = self.attributes.get("classlabels_strings") or self.attributes["classlabels_int64s"]
        return {n: np.array([[row[k] for k in keys] for row in rows], np.float32) for n, rows in outputs.items()}


def maps():
    kinds = {"integers": {"classlabels_int64s": [5, 2, 9]}, "strings": {"classlabels_strings": ["b", "c", "a"]}}
    for name, keys in kinds.items():
        CASES.append(ZipMap(f"zip_map_{name}", "ZipMap", {"x": np.abs(f32(4, 3))}, domain="ai.onnx.ml",
                            opsets={"": 17, "ai.onnx.ml": 1}, **keys))


def linear_models():
    x, positive = f32(7, 4), np.abs(f32(7, 4)) * .05 + .02  # PROBIT wants scores in (0, 1)
    for post in ("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT"):
        case(f"linear_regressor_{post}", "LinearRegressor", [positive], coefficients=[abs(v) for v in reals(8)],
             intercepts=[.1, .2], targets=2, post_transform=post)
        case(f"linear_classifier_3_{post}", "LinearClassifier", [positive], 2, coefficients=[abs(v) for v in reals(12)],
             intercepts=[.1, .2, .05], classlabels_ints=[5, 6, 9], post_transform=post)
        if post != "PROBIT":
            case(f"linear_classifier_2_{post}", "LinearClassifier", [x], 2, coefficients=reals(4), intercepts=[.1],
                 classlabels_strings=["n", "p"], post_transform=post)


def vector_machines():
    x, vectors = f32(7, 4), 5
    for kernel, params in (("LINEAR", [0., 0., 0.]), ("RBF", [.3, 0., 0.]), ("POLY", [.3, 1., 2.]),
                           ("SIGMOID", [.2, .1, 0.])):
        shared = {"kernel_params": params, "kernel_type": kernel, "support_vectors": reals(vectors * 4)}
        case(f"svr_{kernel}", "SVMRegressor", [x], coefficients=reals(vectors), n_supports=vectors, rho=[.3], **shared)
        for classes, per_class in ((2, [2, 3]), (3, [2, 2, 1])):
            pairs = classes * (classes - 1) // 2
            svc = dict(shared, coefficients=reals(vectors * (classes - 1)), rho=reals(pairs),
                       vectors_per_class=per_class, classlabels_ints=list(range(3, 3 + classes)))
            case(f"svc_{kernel}_{classes}", "SVMClassifier", [x], 2, **svc)
            case(f"svc_{kernel}_{classes}_probability", "SVMClassifier", [x], 2, prob_a=[-abs(v) for v in reals(pairs)],
                 prob_b=reals(pairs), **svc)
    case("svr_one_class", "SVMRegressor", [x], coefficients=reals(vectors), kernel_params=[.3, 0., 0.],
         kernel_type="RBF", n_supports=vectors, one_class=1, rho=[-.3], support_vectors=reals(vectors * 4))
    for post in ("NONE", "SOFTMAX"):
        case(f"svc_by_rows_{post}", "SVMClassifier", [x], 2, coefficients=reals(12), kernel_type="LINEAR",
             kernel_params=[0., 0., 0.], rho=[.1], classlabels_strings=["a", "b", "c"], post_transform=post)


class Trees:
    """Full trees of a depth with random splits; leaves give a weight to each of `targets`, or to target 0 alone."""

    def __init__(self, count, depth, targets, mixed, positive=False):
        self.nodes = {f"nodes_{key}": [] for key in ("treeids", "nodeids", "modes", "values", "featureids",
                                                     "truenodeids", "falsenodeids", "missing_value_tracks_true")}
        self.mixed, self.leaves = mixed, []
        for tree in range(count):
            self.next = 0
            self.grow(tree, depth)
        entries = [(t, n, k) for t, n in self.leaves for k in range(targets)]
        self.trees, self.ids, self.targets = (list(v) for v in zip(*entries))
        self.weights = [abs(v) / count if positive else v for v in reals(len(entries))]

    def grow(self, tree, depth):
        node, self.next = self.next, self.next + 1
        row = len(self.nodes["nodes_nodeids"])
        values = (tree, node, "LEAF", 0., 0, 0, 0, 0)
        if depth:
            mode = BRANCHES[rng.integers(4)] if self.mixed else BRANCHES[0]
            values = (tree, node, mode, reals(1)[0], int(rng.integers(4)), 0, 0, int(rng.integers(2)))
        for column, value in zip(self.nodes.values(), values):
            column.append(value)
        if depth:
            self.nodes["nodes_truenodeids"][row] = self.grow(tree, depth - 1)
            self.nodes["nodes_falsenodeids"][row] = self.grow(tree, depth - 1)
        else:
            self.leaves.append((tree, node))
        return node

    def attributes(self, prefix):
        return dict(self.nodes, **{f"{prefix}_treeids": self.trees, f"{prefix}_nodeids": self.ids,
                                   f"{prefix}_ids": self.targets, f"{prefix}_weights": self.weights})


def trees():
    x = np.vstack([f32(7, 4), f32(7, 4)])
    x[3, 1] = np.nan
    for mixed in (False, True):
        kind = "mixed" if mixed else "leq"
        for aggregate in ("SUM", "AVERAGE", "MIN", "MAX"):
            base = {"base_values": [.5, -.5]} if aggregate == "SUM" else {}
            case(f"tree_regressor_{kind}_{aggregate}", "TreeEnsembleRegressor", [x], n_targets=2,
                 aggregate_function=aggregate, **base, **Trees(3, 3, 2, mixed).attributes("target"))
        for post in ("NONE", "LOGISTIC", "SOFTMAX"):
            case(f"tree_classifier_3_{kind}_{post}", "TreeEnsembleClassifier", [x], 2, classlabels_int64s=[4, 5, 6],
                 post_transform=post, **Trees(3, 3, 3, mixed).attributes("class"))
            for positive in (False, True):
                sign = "positive" if positive else "signed"
                case(f"tree_classifier_2_{kind}_{post}_{sign}", "TreeEnsembleClassifier", [x], 2,
                     classlabels_strings=["a", "b"], post_transform=post, base_values=[.1],
                     **Trees(3, 3, 1, mixed, positive).attributes("class"))


def strings():
    case("tfidf", "TfIdfVectorizer", [np.array([["a", "b", "a"], ["b", "b", "c"]], dtype=object)], domain="",
         min_gram_length=1, max_gram_length=2, max_skip_count=1, mode="TFIDF", ngram_counts=[0, 2],
         ngram_indexes=[2, 0, 1], pool_strings=["a", "b", "a", "b"], weights=[.5, 2., 3.])
    case("integers_to_text", "Cast", [np.array([1, -2])], domain="", to=TensorProto.STRING)
    case("text_to_floats", "Cast", [texts("1.5", "-3", "1e3", "inf")], domain="", to=TensorProto.FLOAT)
    case("text_to_integers", "Cast", [texts("15", "-3")], domain="", to=TensorProto.INT64)
    case("where", "Where", [np.array([True, False]), texts("a", "b"), texts("c", "d")], domain="")
    case("unique", "Unique", [texts("b", "a", "b")], 4, domain="")


def cases():
    for make in (preparation, maps, linear_models, vector_machines, trees, strings):
        make()
    return CASES


if __name__ == "__main__":
    sys.exit(one_node.main(cases, __doc__))
