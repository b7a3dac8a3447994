# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes the small ONNX models of the tests into this folder; needs `onnx` and `numpy`.

Run `python tests/data/make_models.py`. The same versions give the same bytes. Models whose name begins with
`hostile-` break the contract `lamap-1` in one way each; the others keep it.
"""

from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

HERE = Path(__file__).parent
OPSET, IR_VERSION = 17, 8
FREE = ["N", None, "H", "W"]  # batch, channels (filled in), height, width
CARD = {
    "lamap.contract": "lamap-1",
    "lamap.version": "1",
    "lamap.licence": "MIT OR Apache-2.0",
    "lamap.multiple": "1",
    "lamap.halo": "0",
    "lamap.training": '{"note": "written by hand, not trained"}',
    "lamap.scores": "{}",
    "lamap.recipe_sha256": "0" * 64,
}


def tensor(name: str, channels: int, kind: int = TensorProto.FLOAT, shape: list | None = None):
    """Declare an input or output of the given number of channels."""
    return helper.make_tensor_value_info(name, kind, shape or [FREE[0], channels, *FREE[2:]])


def constant(name: str, values) -> TensorProto:
    """Make an initializer."""
    return numpy_helper.from_array(np.asarray(values), name)


def save(name: str, nodes: list[NodeProto], constants=(), inputs=None, outputs=None, **card: str | None) -> None:
    """Write `<name>.onnx`; `card` changes metadata keys, `None` leaves a key out."""
    inputs, outputs = inputs or [tensor("x", 3)], outputs or [tensor("y", 2)]
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    entries = CARD | {"lamap.name": name} | {f"lamap.{key}": value for key, value in card.items()}
    helper.set_model_props(model, {key: value for key, value in entries.items() if value is not None})
    write(name, model)


def write(name: str, model: ModelProto) -> None:
    """Check a model, unless it is meant to be broken, and write it."""
    if not name.startswith("hostile-"):
        checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    assert len(data) < 10_000, name
    (HERE / f"{name}.onnx").write_bytes(data)


def channel(index: int, result: str, source: str = "x") -> NodeProto:
    """Take one channel; needs the constants of `channels()`."""
    return helper.make_node("Gather", [source, f"channel{index}"], [result], axis=1)


def channels() -> list[TensorProto]:
    """Make the channel numbers that `channel` uses."""
    return [constant(f"channel{i}", np.array([i], np.int64)) for i in range(3)]


def identity_nodes(source: str = "x") -> list[NodeProto]:
    """Make the graph whose first output is x0 and whose second is log(x2 + 0.01)."""
    return [
        channel(0, "estimate", source),
        channel(2, "noise", source),
        helper.make_node("Add", ["noise", "floor"], ["positive"]),
        helper.make_node("Log", ["positive"], ["log_scale"]),
        helper.make_node("Concat", ["estimate", "log_scale"], ["y"], axis=1),
    ]


def identity_constants() -> list[TensorProto]:
    """Make the constants that `identity_nodes` needs."""
    return [*channels(), constant("floor", np.float32(0.01))]


def conv(x: str, weight: str, result: str, size: int) -> NodeProto:
    """Make a convolution that keeps the size, with zeros outside."""
    return helper.make_node("Conv", [x, weight], [result], kernel_shape=[size, size], pads=[size // 2] * 4)


def weights(rng: np.random.Generator, name: str, *shape: int) -> TensorProto:
    """Random weights whose sum of magnitudes is one for each output channel."""
    values = rng.normal(size=shape)
    values /= np.abs(values).sum(axis=(1, 2, 3), keepdims=True)
    return constant(name, values.astype(np.float32))


def good_models() -> None:
    """Write the models that keep the contract."""
    save("identity-lamap1", identity_nodes(), identity_constants())

    rng = np.random.default_rng(1)
    blur = [conv("x", "w1", "h", 5), conv("h", "w2", "y", 5)]
    blur_weights = [weights(rng, "w1", 2, 3, 5, 5), weights(rng, "w2", 2, 2, 5, 5)]
    save("blur-lamap1", blur, blur_weights, halo="4", multiple="4")

    # Pooling by 4: an output depends on where the tile begins, unless tiles begin at multiples of 4.
    pool = [
        conv("x", "w1", "h", 3),
        helper.make_node("AveragePool", ["h"], ["small"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Resize", ["small", "", "scales"], ["large"], mode="nearest"),
        helper.make_node("Add", ["h", "large"], ["sum"]),
        conv("sum", "w2", "y", 3),
    ]
    pool_constants = [
        weights(rng, "w1", 2, 3, 3, 3),
        weights(rng, "w2", 2, 2, 3, 3),
        constant("scales", np.array([1, 1, 4, 4], np.float32)),
    ]
    save("pool-lamap1", pool, pool_constants, halo="5", multiple="4")
    slow_model()


def slow_model() -> None:
    """Write a model that runs for seconds unless it is stopped: many layers on a large image, whatever the size of its input."""
    side, channels_within, layers = 768, 8, 60
    nodes = [
        helper.make_node("Resize", ["x", "", "", "large"], ["l0"], mode="nearest"),
        conv("l0", "first", "l1", 3),
        *[conv(f"l{i}", "each", f"l{i + 1}", 3) for i in range(1, layers)],
        conv(f"l{layers}", "last", "two", 3),
        helper.make_node("Shape", ["x"], ["height_width"], start=2),
        helper.make_node("Concat", ["batch_channels", "height_width"], ["size"], axis=0),
        helper.make_node("Resize", ["two", "", "", "size"], ["y"], mode="nearest"),
    ]
    rng = np.random.default_rng(2)
    constants = [
        constant("large", np.array([1, 3, side, side], np.int64)),
        constant("batch_channels", np.array([1, 2], np.int64)),
        weights(rng, "first", channels_within, 3, 3, 3),
        weights(rng, "each", channels_within, channels_within, 3, 3),
        weights(rng, "last", 2, channels_within, 3, 3),
    ]
    save("slow-lamap1", nodes, constants)


def hostile_models() -> None:
    """Write the models that break the contract in one way each."""
    nodes, constants = identity_nodes(), identity_constants()
    save("hostile-contract", nodes, constants, contract="lamap-2")
    save("hostile-no-contract", nodes, constants, contract=None)
    save("hostile-no-halo", nodes, constants, halo=None)
    save("hostile-name", nodes, constants, outputs=[tensor("estimate", 1)])
    save("hostile-two-inputs", nodes, constants, inputs=[tensor("x", 3), tensor("z", 3)])
    save("hostile-fixed-size", nodes, constants, inputs=[tensor("x", 3, shape=[1, 3, 64, 64])])
    save("hostile-huge", nodes, constants, inputs=[tensor("x", 3, shape=[1, 3, 2**40, 2**40])])

    twice = [channel(0, "part"), helper.make_node("Concat", ["part", "part"], ["y"], axis=1)]
    for name, count in (("two-channels", 2), ("four-channels", 4)):
        save(f"hostile-{name}", twice, constants, inputs=[tensor("x", count)])
    for name, kind in (("int", TensorProto.INT64), ("double", TensorProto.DOUBLE)):
        cast = helper.make_node("Cast", ["x"], ["float"], to=TensorProto.FLOAT)
        save(f"hostile-{name}", [cast, *identity_nodes("float")], constants, inputs=[tensor("x", 3, kind)])

    one = [channel(0, "y")]
    save("hostile-one-output-channel", one, constants, outputs=[tensor("y", 1)])
    half = [conv("x", "w", "h", 1), helper.make_node("MaxPool", ["h"], ["y"], kernel_shape=[2, 2], strides=[2, 2])]
    save("hostile-size", half, [constant("w", np.ones((2, 3, 1, 1), np.float32))])
    nan = [helper.make_node("Conv", ["x", "w"], ["h"]), helper.make_node("Log", ["h"], ["y"])]
    save("hostile-nan", nan, [constant("w", -np.ones((2, 3, 1, 1), np.float32))])
    lie = [helper.make_node("Conv", ["x", "w"], ["y"])]
    huge = constant("w", np.ones((2, 3, 1, 1), np.float32))
    huge.dims[:] = [2**31, 2**31, 1, 1]
    save("hostile-initializer", lie, [huge])
    elsewhere = constant("w", np.ones((2, 3, 1, 1), np.float32))
    elsewhere.ClearField("raw_data")
    elsewhere.data_location = TensorProto.EXTERNAL
    elsewhere.external_data.add(key="location", value="weights.bin")
    save("hostile-external", lie, [elsewhere])


if __name__ == "__main__":
    good_models()
    hostile_models()
