# SPDX-License-Identifier: MIT OR Apache-2.0
"""A model as a package of the BioImage Model Zoo (https://bioimage.io), for tools that run networks by themselves.

Needs bioimageio.core, which is no dependency: `pip install 'bioimageio.core[onnx]' 'pydantic==2.12.*'`.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image as Picture

from lamap_training.halo import synthetic_input
from lamap_training.images import Image

CITED = "van Elteren et al. 2019, Improving laser ablation mapping by virtual ablation"
CITED_DOI = "10.1039/c9ja00166b"
INPUTS = ("restored", "measured", "noise_standard_deviation")
OUTPUTS = ("estimate", "log_laplace_scale_of_its_error")
USE = """
## Use

The network corrects a map that lamap has restored; it takes that map, the measured one on the same grid and the noise,
all over one number or, for maps that span decades, their logarithm over one number, and gives its estimate on the same
scale. There is no preprocessing that a package could state: make the three inputs with lamap (`network_input`, which
tells the scale), and fill missing values first, for a NaN spreads. Input and output have the same size.
Licence: MIT or Apache-2.0, at your choice.
"""


def package(model: Path, card: Path, out: Path) -> None:
    """Writes the package (zip, format 0.5) of an ONNX model with its card.

    Raises ModuleNotFoundError without bioimageio.core, ValueError where the package does not follow the format.
    """
    try:
        from bioimageio.spec import ValidationContext, save_bioimageio_package
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "--zoo needs bioimageio.core: pip install 'bioimageio.core[onnx]' 'pydantic==2.12.*'"
        ) from missing
    with tempfile.TemporaryDirectory() as name, ValidationContext(perform_io_checks=False):
        folder = Path(name)
        metadata = {entry.key: entry.value for entry in onnx.load(model).metadata_props}
        multiple, halo = int(metadata["lamap.multiple"]), int(metadata["lamap.halo"])
        least = 2 * halo + multiple
        _write_tensors(model, folder, least)
        text = card.read_text(encoding="utf-8").replace("## Scores", "## Validation") + USE
        (folder / "README.md").write_text(text, encoding="utf-8")
        save_bioimageio_package(_description(model, metadata, folder, least, multiple, halo), output_path=out)


def _write_tensors(model: Path, folder: Path, side: int) -> None:
    """A test input, what ONNX Runtime makes of it, and a cover that shows restored map and estimate."""
    inputs = synthetic_input(side, side, seed=11).numpy()
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    (outputs,) = session.run(["y"], {"x": inputs})
    np.save(folder / "x.npy", inputs)
    np.save(folder / "y.npy", outputs)
    _grey(np.hstack([inputs[0, 1], outputs[0, 0]])).save(folder / "cover.png")


def _grey(values: Image) -> Picture.Image:
    low, high = np.percentile(values, (0.5, 99.5))
    return Picture.fromarray(np.uint8(255 * np.clip((values - low) / max(high - low, 1e-6), 0, 1)))


def _description(  # noqa: ANN202, a type of an optional package
    model: Path, metadata: dict[str, str], folder: Path, least: int, multiple: int, halo: int
):
    from bioimageio.spec.model import v0_5 as zoo

    size = zoo.ParameterizedSize(min=least, step=multiple)
    (opset,) = (entry.version for entry in onnx.load(model).opset_import if not entry.domain)
    return zoo.ModelDescr(
        name=f"lamap {metadata['lamap.name']}",
        description="Corrects restored LA-ICP-MS and LIBS elemental maps and states the error of its estimate.",
        version=metadata["lamap.version"],
        authors=[zoo.Author(name="The lamap authors")],
        cite=[zoo.CiteEntry(text=CITED, doi=zoo.Doi(CITED_DOI))],
        license=zoo.LicenseId("MIT"),
        tags=["la-icp-ms", "libs", "elemental-imaging", "image-restoration", "super-resolution", "2d", "unet"],
        documentation=zoo.FileDescr(source=folder / "README.md"),
        covers=[zoo.FileDescr(source=folder / "cover.png")],
        inputs=[
            zoo.InputTensorDescr(
                id=zoo.TensorId("x"),
                axes=[
                    zoo.BatchAxis(),
                    zoo.ChannelAxis(channel_names=[zoo.Identifier(name) for name in INPUTS]),
                    *(zoo.SpaceInputAxis(id=zoo.AxisId(axis), size=size) for axis in "yx"),
                ],
                test_tensor=zoo.FileDescr(source=folder / "x.npy"),
                data=zoo.IntervalOrRatioDataDescr(type="float32"),
            )
        ],
        outputs=[
            zoo.OutputTensorDescr(
                id=zoo.TensorId("y"),
                axes=[
                    zoo.BatchAxis(),
                    zoo.ChannelAxis(channel_names=[zoo.Identifier(name) for name in OUTPUTS]),
                    *(
                        zoo.SpaceOutputAxisWithHalo(
                            id=zoo.AxisId(axis),
                            halo=halo,
                            size=zoo.SizeReference(tensor_id=zoo.TensorId("x"), axis_id=zoo.AxisId(axis)),
                        )
                        for axis in "yx"
                    ),
                ],
                test_tensor=zoo.FileDescr(source=folder / "y.npy"),
                data=zoo.IntervalOrRatioDataDescr(type="float32"),
            )
        ],
        weights=zoo.WeightsDescr(onnx=zoo.OnnxWeightsDescr(source=model.resolve(), opset_version=opset)),
    )
