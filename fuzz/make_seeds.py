# SPDX-License-Identifier: MIT OR Apache-2.0
"""Writes the first inputs of the fuzz targets into fuzz/seeds, beside those that found a fault; needs numpy, tifffile, pillow, openpyxl."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import tifffile
from PIL import Image

HERE = Path(__file__).parent
SEEDS = HERE / "seeds"
KINDS = ("csv", "txt", "tsv", "tif", "png", "npz", "xlsx")
VALUES = np.round(np.random.default_rng(1).gamma(2.0, 30.0, (5, 7)), 1).astype(np.float32)

TEXTS = {
    "csv": [
        "1.5,2,3\n4,5,6.5\n",
        "P31,Zn66\n1,2\n3.5,4\n",
        "1,5;2,5\n3,25;4\n",
        "a,b,c\n<0.5,2,n.d.\n4,#DIV/0!,6\n",
        "x[um],y[um],Ba\n0,5,1\n10,5,2\n0,9,4\n10,9,5\n",
        ",1,2,3\n0.5,7.5,8,9\n1,4,5,6\n",
        "\ufeff\"1\",\"2\"\r\n\"3\",\"4\"\r\n",
    ],
    "txt": ["# a comment\n1.5 2 3\n4 5 6\n", "1e3\t2\n3\t-4\n"],
    "tsv": ["Time\tP31\n0\t1\n0.1\t2\n0.2\t3\n"],
}
SIGNAL = "Time (s),P31,Zn66\n" + "".join(
    f"{0.1 * i:.1f},{100 + 7 * (i % 5) if i % 12 > 3 else i % 2},{20 + i % 3 if i % 12 > 3 else i % 2}\n" for i in range(52)
)
LOG_HEADER = (
    "Timestamp,Sequence Number,SubPoint Number,Vertex Number,Comment,X(um),Y(um),Intended X(um),Intended Y(um),"
    "Scan Velocity (um/s),Laser State,Laser Rep. Rate (Hz),Spot Type,Spot Size (um)\n"
)


def log() -> str:
    """Three lines of a raster."""
    rows = []
    for line in range(3):
        for second, x, state in ((0.4, 0, "On"), (1.2, 16, "Off")):
            at = 1.2 * line + second
            rows.append(f"2026-01-05 09:00:{at:06.3f},1,1,1,map,{x},{10 * line},{x},{10 * line},20,{state},10,Circle,10\n")
    return LOG_HEADER + "".join(rows)


def binaries() -> dict[str, list[bytes]]:
    """Pictures, archives and workbooks."""
    tif, stack, png, npz, xlsx = (io.BytesIO() for _ in range(5))
    tifffile.imwrite(tif, VALUES, imagej=True, resolution=(0.2, 0.2), metadata={"unit": "um"})
    tifffile.imwrite(stack, np.stack([VALUES, VALUES + 1]), ome=True, metadata={"axes": "CYX", "Channel": {"Name": ["P31", "Zn66"]}})
    Image.fromarray((VALUES % 256).astype(np.uint8)).save(png, "png")
    with zipfile.ZipFile(npz, "w", zipfile.ZIP_DEFLATED) as archive:
        record = np.zeros((5, 7), [("P31", "f8"), ("Zn66", "f8")])
        for name, array in (("data", record), ("config", np.array([10.0, 20.0, 0.5]))):
            buffer = io.BytesIO()
            np.save(buffer, array)
            archive.writestr(f"{name}.npy", buffer.getvalue())
    book = openpyxl.Workbook()
    for row in VALUES[:3, :3].tolist():
        book.active.append(row)
    book.save(xlsx)
    return {"tif": [tif.getvalue(), stack.getvalue()], "png": [png.getvalue()], "npz": [npz.getvalue()], "xlsx": [xlsx.getvalue()]}


def save(target: str, name: str, data: bytes) -> None:
    """Write one input."""
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def main() -> None:
    """Write all of them."""
    files = {kind: [text.encode() for text in texts] for kind, texts in TEXTS.items()} | binaries()
    for kind, all_of_kind in files.items():
        for number, data in enumerate(all_of_kind):
            save("reader", f"{kind}-{number}", bytes([KINDS.index(kind), 0]) + data)
    save("lines", "with-log", b"\0" + SIGNAL.encode() + b"=====\n" + log().encode())
    save("lines", "gaps", b"\x61" + SIGNAL.encode())
    save("log", "raster", log().encode())
    save("log", "columns", b"time_s,signal\n0,1\n0.1,0.5\n0.2,0.1\n")
    save("conditions", "toml", b'beam_size_um = 5\nscan_speed_um_s = 20\n[[channel]]\nname = "P31"\ndwell_time_s = 0.01\n')
    save("conditions", "json", b'{"preset": "seed-2019", "flicker_rsd": 0.05}')
    for name in ("identity-lamap1", "pool-lamap1", "hostile-no-halo"):
        save("model", name, (HERE.parent / "tests" / "data" / f"{name}.onnx").read_bytes())
    for number in range(4):
        save("abi", f"numbers-{number}", struct.pack("<200B", *np.random.default_rng(number).integers(0, 256, 200)))


if __name__ == "__main__":
    main()
