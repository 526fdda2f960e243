# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What the corpus test runs: each model with its inputs, the shapes its plan must take, and how its result is judged.

Expected outputs come from ONNX Runtime unless a set brings its own; a judge then adds what is known of the model from
elsewhere (accuracies, classes). Models that are not part of this repository are skipped where they are not at hand.
"""

import dataclasses
import importlib.util
import pathlib
from typing import Callable, Optional

import numpy as np

import expect

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALL_BACKENDS = ("reference", "cpu", "fake")
SLOW_BACKENDS = ("reference", "fake")  # naive loops: they get the smaller work
FP32_TOLERANCE = 1e-4  # of the norm, and of the worst element against max |y|


class Mismatch(Exception):
    """A result that is not what it must be; the text says by how much."""


@dataclasses.dataclass
class Set:
    """One run: inputs by name, and the expected outputs where they do not come from ONNX Runtime."""

    label: str
    inputs: dict
    expected: Optional[dict] = None


@dataclasses.dataclass
class Case:
    name: str
    model: pathlib.Path
    sets: Callable  # () -> [Set]; called only when the case runs
    shapes: Optional[dict] = None  # {input: (min, opt, max)}, each a tuple; None for static models
    tolerance: Optional[float] = FP32_TOLERANCE  # None: only the judge decides
    judge: Optional[Callable] = None  # [(Set, outputs)] -> text; raises Mismatch
    backends: tuple = ALL_BACKENDS
    slow_sets: Optional[int] = None  # how many of the sets the slow backends run
    quick: bool = True  # part of the quick selection
    verify: bool = False  # also through `sinter verify`
    flags: tuple = ()  # further ones of `sinter build`
    prepare: Optional[Callable] = None  # (Sinter) -> None: makes the model's file first


@dataclasses.dataclass
class Options:
    models: pathlib.Path  # folder of the real models that are not part of the repository
    work: pathlib.Path
    samples: int
    quick: bool


def compare(expected, got, tolerance):
    """The worse of |d| / |y| (norms) and max |d| / max |y|, over all outputs; raises Mismatch when over `tolerance`."""
    worst = 0.0
    for name, want in expected.items():
        if name not in got:
            raise Mismatch(f"output {name} is missing (there are {', '.join(got) or 'none'})")
        have = got[name]
        if have.shape != want.shape or have.dtype != want.dtype:
            raise Mismatch(f"{name} is {have.dtype}{list(have.shape)}, expected {want.dtype}{list(want.shape)}")
        y, d = want.astype(np.float64), have.astype(np.float64) - want.astype(np.float64)
        if not np.isfinite(have.astype(np.float64)).all():
            raise Mismatch(f"{name} holds values that are not finite")
        if y.size == 0:
            continue
        tiny = np.finfo(np.float32).tiny
        ratio = max(np.linalg.norm(d) / max(np.linalg.norm(y), tiny), np.abs(d).max() / max(np.abs(y).max(), tiny))
        worst = max(worst, float(ratio))
        if tolerance is not None and ratio > tolerance:
            at = np.unravel_index(np.abs(d).argmax(), d.shape)
            place = ",".join(str(int(i)) for i in at)
            raise Mismatch(f"{name} is off by {ratio:.1e} (over {tolerance:.0e}); worst at [{place}]: "
                           f"{have[at]:.7g}, expected {want[at]:.7g}")
    return worst


def judge_accuracy(labels, expected, full):
    """Classes against labels; the README's accuracy is asked for when all `full` samples were run."""

    def judge(results):
        found = np.concatenate([next(iter(out.values())).reshape(len(next(iter(s.inputs.values()))), -1).argmax(1)
                                for s, out in results])
        oracle = np.concatenate([next(iter(s.expected.values())).reshape(len(next(iter(s.inputs.values()))), -1)
                                 .argmax(1) for s, _ in results])
        agree = (found == oracle).mean()
        accuracy = (found == labels[:len(found)]).mean()
        text = f"{accuracy:.1%} of {len(found)}, {agree:.1%} as expected"
        if agree < 0.995 or (len(found) == full and accuracy < expected - 1.5 / full):
            raise Mismatch(f"{text}; expected {expected:.1%}")
        return text

    return judge


def digits(options):
    folder = ROOT / "examples" / "digits"
    images, labels = np.load(folder / "images.npy"), np.load(folder / "labels.npy")
    count = len(labels)

    def judge(results):
        return judge_accuracy(labels, 0.97, count)(results[:1])

    def sets():
        return [Set("all held out", {"image": images}), Set("one", {"image": images[:1]}),
                Set("seven", {"image": images[3:10]})]

    return [Case("digits", folder / "digits.onnx", sets, judge=judge, verify=True,
                 shapes={"image": tuple((n, 1, 8, 8) for n in (1, 16, count))})]


def mnist(options):
    folder = options.models / "mnist"
    data = folder / "mnist.data"
    # 784 pixels 0..255, then a one-hot label of 10; all float32.
    rows = np.fromfile(data, np.float32).reshape(-1, 794) if data.exists() else np.zeros((1, 794), np.float32)
    images, labels = rows[:, :784].reshape(-1, 1, 1, 28, 28), rows[:, 784:].argmax(1)
    cases = []
    for file, name, accuracy, full, tolerance in (
            ("mnist-8.onnx", "Input3", 0.993, 1000, FP32_TOLERANCE),
            ("cnn_mnist_pytorch.onnx", "0", 0.986, 1000, FP32_TOLERANCE),
            ("mnist-quantized.onnx", "Input3", 0.8833, 300, None)):
        count = min(full, options.samples, 50 if options.quick else full)

        def sets(name=name, count=count):
            return [Set(str(i), {name: images[i]}) for i in range(count)]

        cases.append(Case(f"mnist/{file}", folder / file, sets, tolerance=tolerance,
                          judge=judge_accuracy(labels, accuracy, full)))
    return cases


def imagenet_picture(path):
    """What this SqueezeNet was trained on: 224x224, blue-green-red, 0..255 less the channel means, float16."""
    from PIL import Image

    picture = Image.open(path).convert("RGB").resize((224, 224), Image.BILINEAR)
    x = np.asarray(picture, np.float32)[..., ::-1] - np.array([104, 117, 123], np.float32)
    return np.ascontiguousarray(x.transpose(2, 0, 1)[None]).astype(np.float16)


def squeezenet(options):
    folder = options.models / "imagenet"
    known = (("kitten_224.png", 281, 0.94), ("hummingbird.jpg", 94, 0.92), ("orange.png", 950, 0.98))

    def sets():
        return [Set(file, {"data_0": imagenet_picture(folder / file)}) for file, _, _ in known]

    def judge(results):
        texts = []
        for s, out in results:
            _, label, probability = next(k for k in known if k[0] == s.label)
            p = out["softmaxout_1"].reshape(-1).astype(np.float32)
            texts.append(f"{p.argmax()} {p.max():.3f}")
            if p.argmax() != label or abs(p.max() - probability) > 0.02:
                raise Mismatch(f"{s.label}: class {p.argmax()} at {p.max():.3f}, expected {label} at {probability}")
        return ", ".join(texts)

    # float16 throughout: ONNX Runtime itself computes it in float32 on the CPU.
    return [Case("imagenet/SqueezeNet_fp16", folder / "SqueezeNet_fp16.onnx", sets, tolerance=2e-2, judge=judge,
                 slow_sets=1 if options.quick else None)]


def super_resolution(options):
    folder = options.models / "restore"

    def sets():
        x = expect.read_pb(folder / "super_resolution.input_0.pb")
        y = expect.read_pb(folder / "super_resolution.output_0.pb")
        two = np.concatenate((x, x[:, :, ::-1]))
        return [Set("its own data", {"input": x}, {"output": y}), Set("batch 2", {"input": np.ascontiguousarray(two)})]

    return [Case("restore/super_resolution", folder / "super_resolution.onnx", sets, slow_sets=1, quick=False,
                 shapes={"input": tuple((n, 1, 224, 224) for n in (1, 1, 2))})]


def bench_models():
    spec = importlib.util.spec_from_file_location("bench_models", ROOT / "bench" / "models.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def generated(options):
    bench = bench_models()
    cases = []
    for name in ("resnet50", "mobilenet_v2"):
        for small in (True, False):
            size = 32 if small else 224
            if options.quick and not small:
                continue
            path = pathlib.Path(bench.write(name, options.work / "models", small=small))

            def sets(path=path, size=size):
                rng = np.random.default_rng(17)
                batch = {n: rng.standard_normal((n, 3, size, size)).astype(np.float32) for n in (1, 2)}
                return [Set(f"batch {n}", {"input": x}) for n, x in batch.items()]

            cases.append(Case(f"{name}{' small' if small else ''}", path, sets, slow_sets=None if small else 1,
                              verify=small, shapes={"input": tuple((n, 3, size, size) for n in (1, 1, 2))}))
    return cases


def token_case(name, path, vocabulary, quick=True):
    names = ("input_ids", "attention_mask", "token_type_ids")

    def sets():
        oracle = expect.Oracle(path)
        symbols = [d for d in oracle.inputs[0].shape]  # each writer names its batch and sequence dims differently
        made = []
        for batch, sequence in ((1, 9), (3, 32), (4, 64)):
            dims = {s: v for s, v in zip(symbols, (batch, sequence)) if not isinstance(s, int)}
            made.append(Set(f"{batch}x{sequence}", oracle.random_inputs(dims, 5, {"input_ids": (0, vocabulary)})))
        return made

    return Case(name, path, sets, verify=True, quick=quick, shapes={n: ((1, 1), (2, 16), (4, 64)) for n in names})


def bert(options):
    data = ROOT / "tests" / "data"
    bench = bench_models()
    small = pathlib.Path(bench.write("bert-small", options.work / "models"))
    return [token_case("bert torchscript", data / "bert_torchscript.onnx", 500),
            token_case("bert dynamo", data / "bert_dynamo.onnx", 500),
            token_case("bert-small primitives", small, 1000, quick=False)]


MAKERS = (digits, mnist, squeezenet, super_resolution, generated, bert)
