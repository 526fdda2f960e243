#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Write the small models of tests/data as PyTorch exports them, with both of its exporters, each <= 1 MB and seeded.

    export_models.py --out DIR [--only NAME] [--jobs N] [--limit SECONDS]

One process per model and exporter, so that one that hangs or crashes takes nothing with it. Writes <name>.onnx and
<name>.json for each, results.json (versions, one report each), and prints a table. Exit status 1 if every one failed.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys

KINDS = ("torchscript", "dynamo")


def image_input(size, name="image"):
    import torch
    from exporting import Input

    return Input(name, lambda d, g: torch.rand((d["batch"], 3, size, size), generator=g), {0: "batch"})


def image_case(name, build, size, outputs, seed, **more):
    import exporting

    return exporting.Case(
        name=name,
        variants=[("as written", lambda: exporting.randomise(build(), seed))],
        inputs=[image_input(size)],
        outputs=outputs,
        dims=[{"batch": 2}, {"batch": 1}, {"batch": 3}],
        **more,
    )


def resnet_case():
    from small_models import ResNet18

    return image_case("resnet18", ResNet18, 32, {"logits": {0: "batch"}}, 11, keep_batchnorm=True)


def mobilenet_case():
    def build():
        import torchvision

        setting = [[1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 2, 2], [6, 64, 1, 2]]
        return torchvision.models.MobileNetV2(num_classes=10, width_mult=0.25, inverted_residual_setting=setting)

    return image_case("mobilenet_v2", build, 32, {"logits": {0: "batch"}}, 12)


def yolo_case():
    def build():
        from small_models import YoloSmall

        return YoloSmall()

    case = image_case("yolo", build, 64, {"detections": {0: "batch"}}, 13)
    label, plain = case.variants[0]

    def with_distribution():
        model = plain()
        model.detect.fix()
        return model

    case.variants = [(label, with_distribution)]
    return case


def vit_case():
    def build():
        import torch
        import torchvision

        torch.backends.mha.set_fastpath_enabled(False)  # its fused operator is not what users export
        return torchvision.models.VisionTransformer(image_size=32, patch_size=8, num_layers=2, num_heads=2,
                                                    hidden_dim=64, mlp_dim=128, num_classes=10)

    return image_case("vit", build, 32, {"logits": {0: "batch"}}, 14)


def gpt2_case():
    import torch
    import exporting
    import small_gpt2 as g
    from exporting import Input

    def ids(d, gen):
        return torch.randint(0, g.VOCABULARY, (d["batch"], d["sequence"]), generator=gen)

    def mask(d, gen):
        return torch.ones((d["batch"], d["past"] + d["sequence"]), dtype=torch.int64)

    def state(d, gen):
        return torch.randn((d["batch"], g.HEADS, d["past"], g.WIDTH // g.HEADS), generator=gen)

    def seeded(build):
        return lambda: exporting.randomise(build(), 15)

    variants = [(f"transformers, {a}{', own mask' if own else ''}", seeded(lambda a=a, own=own: g.HuggingGpt2(a, own)))
                for own in (False, True) for a in ("sdpa", "eager")]
    variants.append(("written out", seeded(g.PlainGpt2)))
    past = {0: "batch", 2: "past"}
    inputs = [Input("input_ids", ids, {0: "batch", 1: "sequence"}),
              Input("attention_mask", mask, {0: "batch", 1: "total"})]
    outputs = {"logits": {0: "batch", 1: "sequence"}}
    for i in range(g.LAYERS):
        inputs += [Input(f"past_key_{i}", state, past), Input(f"past_value_{i}", state, past)]
        outputs |= {f"present_key_{i}": {0: "batch", 2: "total"}, f"present_value_{i}": {0: "batch", 2: "total"}}
    return exporting.Case("gpt2", variants, inputs, outputs,
                          dims=[{"batch": 2, "sequence": 5, "past": 7}, {"batch": 1, "sequence": 1, "past": 12},
                                {"batch": 3, "sequence": 4, "past": 2}])


def recurrent_case():
    import torch
    import exporting
    from exporting import Input
    from small_models import Recurrent

    def state(layers, width):
        return lambda d, gen: torch.randn((layers, d["batch"], width), generator=gen)

    inputs = [Input("x", lambda d, gen: torch.randn((d["batch"], d["sequence"], 16), generator=gen),
                    {0: "batch", 1: "sequence"})]
    inputs += [Input(n, state(layers, width), {1: "batch"}) for n, layers, width in
               (("h0", 4, 24), ("c0", 4, 24), ("g0", 1, 20))]
    outputs = {"y": {0: "batch", 1: "sequence"}, "h": {1: "batch"}, "c": {1: "batch"}, "g": {1: "batch"}}
    return exporting.Case("recurrent", [("as written", lambda: exporting.randomise(Recurrent(), 16))], inputs, outputs,
                          dims=[{"batch": 2, "sequence": 6}, {"batch": 1, "sequence": 11}])


def bert_case():
    import export_bert

    return export_bert.bert_case("bert", ("sdpa", "eager"))


def bert_eager_case():
    import export_bert

    return export_bert.bert_case("bert_eager", ("eager",))


CASES = {
    "bert": bert_case,
    "bert_eager": bert_eager_case,
    "resnet18": resnet_case,
    "mobilenet_v2": mobilenet_case,
    "yolo": yolo_case,
    "vit": vit_case,
    "gpt2": gpt2_case,
    "recurrent": recurrent_case,
}


def run_one(name, kind, options):
    """Export in a process of its own; returns its report, or one that says how the process ended."""
    command = [sys.executable, os.path.abspath(__file__), "--one", f"{name}:{kind}", "--out", options.out]
    environment = os.environ | {"OMP_NUM_THREADS": "2", "CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1"}
    path = os.path.join(options.out, f"{name}_{kind}.json")
    failed = {"file": f"{name}_{kind}.onnx", "ok": False}
    try:
        done = subprocess.run(command, env=environment, timeout=options.limit, capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        return failed | {"errors": [f"ran longer than {options.limit} s"]}
    if not os.path.exists(path):
        return failed | {"errors": [f"exit status {done.returncode}: {done.stderr[-1500:]}"]}
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--only", action="append", choices=sorted(CASES))
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--limit", type=int, default=180, help="seconds for one export")
    parser.add_argument("--one", help=argparse.SUPPRESS)  # NAME:KIND, in the process started by run_one
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    import exporting

    if options.one:
        name, kind = options.one.split(":")
        report = exporting.export_case(CASES[name](), kind, options.out)
        return 0 if report["ok"] else 1
    work = [(n, k) for n in options.only or CASES for k in KINDS]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        reports = list(pool.map(lambda w: run_one(*w, options), work))
    with open(os.path.join(options.out, "results.json"), "w", encoding="utf-8") as f:
        json.dump({"versions": exporting.versions(), "python": sys.version.split()[0], "exports": reports}, f, indent=1)
    for r in reports:
        if r["ok"]:
            size = f"{r['bytes']:8} bytes opset {r['opset']}"
            print(f"ok   {r['file']:28} {size} diff {r['difference']:.1e} {r['variant']}")
            print(f"     {' '.join(r['ops'])}")
        else:
            print(f"FAIL {r['file']:28}")
        for error in r["errors"]:
            print(f"     tried {error[:500]}")
    return 0 if any(r["ok"] for r in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
