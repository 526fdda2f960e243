# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""A digit classifier through NVIDIA's Python module on SinterRT's libraries: parse, build, serialize, deserialize, run.

Started by run.sh. Classifies the digits of examples/digits (dynamic batch, so with an optimization profile) and, where
shared/models/mnist is at hand, MNIST's 1,000 samples. Ends with 'N passed, N failed'.
"""
import pathlib
import subprocess
import sys
import time

import numpy as np
import tensorrt_bindings as trt

ROOT = pathlib.Path(__file__).resolve().parents[2]
MNIST = ROOT.parent / "shared" / "models" / "mnist"
DIGITS = ROOT / "examples" / "digits"

results = []


def check(name, ok, detail=""):
    results.append(bool(ok))
    print(f"[{'ok' if ok else 'FAILED'}] {name}{': ' + detail if detail else ''}", flush=True)
    return ok


def mnist_samples(path):
    """1,000 rows of 784 pixels (0 to 255) and a one-hot label of 10."""
    rows = np.fromfile(path, np.float32).reshape(-1, 794)
    return rows[:, :784].copy(), rows[:, 784:].argmax(axis=1)


def models():
    """(ONNX file, images, labels, least accuracy)."""
    if (DIGITS / "digits.onnx").exists():
        yield DIGITS / "digits.onnx", np.load(DIGITS / "images.npy"), np.load(DIGITS / "labels.npy"), 0.97
    if (MNIST / "mnist-8.onnx").exists():
        yield MNIST / "mnist-8.onnx", *mnist_samples(MNIST / "mnist.data"), 0.993
    else:
        print(f"   {MNIST.name}/mnist-8.onnx is not at hand: left out")


def parse(builder, logger, model):
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, logger)
    print(f"-- {model.name}")
    ok = parser.parse(model.read_bytes())
    for i in range(parser.num_errors):
        print("  ", parser.get_error(i))
    check("parse", ok, f"{network.num_layers} layers, {network.num_inputs} input, {network.num_outputs} output")
    for i in range(network.num_inputs):
        tensor = network.get_input(i)
        print(f"   network input {tensor.name} {tensor.dtype} {tuple(tensor.shape)}")
    for i in range(network.num_outputs):
        tensor = network.get_output(i)
        print(f"   network output {tensor.name} {tensor.dtype} {tuple(tensor.shape)}")
    return network


def configure(builder, network):
    """One profile with batch 1 where the model's batch is dynamic."""
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 28)
    profile, dynamic = builder.create_optimization_profile(), False
    for i in range(network.num_inputs):
        tensor = network.get_input(i)
        if -1 in tuple(tensor.shape):
            one = tuple(1 if d == -1 else d for d in tensor.shape)
            profile.set_shape(tensor.name, one, one, one)
            dynamic = True
    if dynamic:
        config.add_optimization_profile(profile)
    return config


def load(logger, plan):
    runtime = trt.Runtime(logger)
    engine = runtime.deserialize_cuda_engine(plan)
    if not check("deserialize", engine is not None):
        return runtime, None
    for i in range(engine.num_io_tensors):
        name = engine.get_tensor_name(i)
        print(f"   {engine.get_tensor_mode(name).name.lower()} {name} {engine.get_tensor_dtype(name)} "
              f"{tuple(engine.get_tensor_shape(name))}")
    return runtime, engine


def io_names(engine):
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    inputs = [n for n in names if engine.get_tensor_mode(n) == trt.TensorIOMode.INPUT]
    return inputs[0], [n for n in names if n not in inputs][0]


def classify(engine, images):
    """One sample at a time through named addresses; the 'device' of a CPU engine is host memory."""
    x_name, y_name = io_names(engine)
    context = engine.create_execution_context()
    shape = tuple(1 if d == -1 else d for d in engine.get_tensor_shape(x_name))
    check("set_input_shape", context.set_input_shape(x_name, shape))
    x = np.zeros(shape, trt.nptype(engine.get_tensor_dtype(x_name)))
    y = np.zeros(tuple(context.get_tensor_shape(y_name)), trt.nptype(engine.get_tensor_dtype(y_name)))
    check("set_tensor_address", context.set_tensor_address(x_name, x.ctypes.data) and
          context.set_tensor_address(y_name, y.ctypes.data))
    scores, all_ran, start = [], True, time.perf_counter()
    for image in images:
        x[...] = image.reshape(shape)
        all_ran = context.execute_async_v3(0) and all_ran
        scores.append(y.reshape(-1).copy())
    elapsed = time.perf_counter() - start
    check("execute_async_v3", all_ran, f"{len(images)} samples, {1e6 * elapsed / len(images):.0f} us each")

    x[...] = images[0].reshape(shape)
    y[...] = 0
    pointers = {x_name: x.ctypes.data, y_name: y.ctypes.data}
    bindings = [pointers[engine.get_tensor_name(i)] for i in range(engine.num_io_tensors)]
    ran = context.execute_v2(bindings)
    check("execute_v2 gives the same bytes", ran and np.array_equal(y.reshape(-1), scores[0]))
    return np.array(scores)


def unavailable_aborts_with_its_name():
    """What is not there yet must say so, in a process of its own because it aborts."""
    code = ("import tensorrt_bindings as trt; logger = trt.Logger()\n"
            "trt.Builder(logger).create_network(0).add_loop()")
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    wanted = "nvinfer1::apiv::VNetworkDefinition::addLoop is not available in this build of SinterRT"
    check("an unimplemented method aborts with its name", child.returncode != 0 and wanted in child.stderr,
          child.stderr.strip().splitlines()[0] if child.stderr.strip() else f"exit {child.returncode}, silent")


def bad_model_is_refused(builder, logger):
    network = builder.create_network(0)
    parser = trt.OnnxParser(network, logger)
    ok = parser.parse(b"this is no ONNX file")
    check("a bad model is refused with a reason", not ok and parser.num_errors > 0,
          parser.get_error(0).desc() if parser.num_errors else "")


def trial(builder, logger, model, images, labels, least):
    network = parse(builder, logger, model)
    plan = builder.build_serialized_network(network, configure(builder, network))
    if not check("build_serialized_network", plan is not None, f"{plan.nbytes if plan else 0} bytes"):
        return
    runtime, engine = load(logger, bytes(plan))
    if engine is None:
        return
    scores = classify(engine, images)
    accuracy = float((scores.argmax(axis=1) == labels).mean())
    check("predictions", accuracy >= least, f"{100 * accuracy:.1f} % of {len(labels)} digits right, "
                                            f"at least {100 * least:.1f} % expected")
    print("   the first ten: predicted", scores[:10].argmax(axis=1).tolist(), "true", labels[:10].tolist())
    del engine, runtime  # in this order: a runtime outlives its engines


def main():
    logger = trt.Logger(trt.Logger.WARNING)
    check("import NVIDIA's module", True, f"tensorrt_bindings {trt.__version__} on SinterRT's libnvinfer.so.10")
    check("init_libnvinfer_plugins", trt.init_libnvinfer_plugins(logger, ""))
    builder = trt.Builder(logger)
    for model, images, labels, least in models():
        trial(builder, logger, model, images, labels, least)
    print("-- refusals")
    bad_model_is_refused(builder, logger)
    unavailable_aborts_with_its_name()
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
