"""Memory and time of converting a model of OPUS-MT's size, random weights in it: `python -m benchmarks.conversion`.

The release has the layout and precision of the published ones (75 M parameters in float32, 6+6 layers of width 512, a shared
vocabulary of about 60,000 entries), and is converted in a process of its own, whose peak memory the operating system tells.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import yaml

DIM, HEADS, FEED, DEPTH, VOCABULARY = 512, 8, 2048, 6, 60_500
PEAK_LIMIT = 2.0  # GB


def main() -> None:
    """Build, convert and print one line a quantisation."""
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        parameters = build(release)
        size = (release / "model.npz").stat().st_size
        print(f"{parameters / 1e6:.1f} M parameters, checkpoint {size / 1e6:.0f} MB")
        for quantization in ("int8", "float16", "float32"):
            measured = json.loads(_child("convert", str(release), str(Path(folder) / quantization), quantization))
            verdict = "ok" if measured["peak_gb"] < PEAK_LIMIT else "TOO MUCH"
            print(
                f"{quantization:8} peak memory {measured['peak_gb']:.2f} GB (limit {PEAK_LIMIT:g}: {verdict}), "
                f"{measured['seconds']:.1f} s, model {measured['megabytes']:.0f} MB"
            )


def build(folder: Path) -> int:
    """A release with random weights; the number of its parameters."""
    folder.mkdir(parents=True)
    tokens = ["</s>", "<unk>", *(f"piece{index}" for index in range(VOCABULARY - 2))]
    (folder / "opus.vocab.yml").write_text("".join(f'"{token}": {index}\n' for index, token in enumerate(tokens)))
    (folder / "source.spm").write_bytes(b"only its presence counts here")
    options = {"models": ["model.npz"], "vocabs": ["opus.vocab.yml"] * 2, "beam-size": 6, "normalize": 1, "relative-paths": True}
    (folder / "decoder.yml").write_text(yaml.safe_dump(options))
    arrays = parameters_of()
    np.savez(folder / "model.npz", **arrays)
    return sum(array.size for name, array in arrays.items() if not name.startswith("special:"))


def parameters_of() -> dict[str, np.ndarray[Any, Any]]:
    """Random float32 parameters by Marian's names."""
    random = np.random.default_rng(1)

    def weights(*extent: int) -> np.ndarray[Any, Any]:
        return random.standard_normal(extent, dtype=np.float32) * np.float32(0.02)

    made: dict[str, np.ndarray[Any, Any]] = {"Wemb": weights(VOCABULARY, DIM), "decoder_ff_logit_out_b": weights(1, VOCABULARY)}
    for side, parts in (("encoder", ("self",)), ("decoder", ("self", "context"))):
        for layer in range(1, DEPTH + 1):
            scope = f"{side}_l{layer}"
            for part in parts:
                for letter in "qkvo":
                    made[f"{scope}_{part}_W{letter}"] = weights(DIM, DIM)
                    made[f"{scope}_{part}_b{letter}"] = weights(1, DIM)
            made |= {f"{scope}_ffn_W1": weights(DIM, FEED), f"{scope}_ffn_b1": weights(1, FEED)}
            made |= {f"{scope}_ffn_W2": weights(FEED, DIM), f"{scope}_ffn_b2": weights(1, DIM)}
            for norm in (*(f"{scope}_{part}_Wo" for part in parts), f"{scope}_ffn_ffn"):
                made |= {f"{norm}_ln_scale": np.ones((1, DIM), np.float32), f"{norm}_ln_bias": np.zeros((1, DIM), np.float32)}
    options = {
        "type": "transformer", "enc-depth": DEPTH, "dec-depth": DEPTH, "transformer-heads": HEADS,
        "transformer-decoder-autoreg": "self-attention", "transformer-no-projection": False,
        "transformer-ffn-activation": "swish", "transformer-postprocess-emb": "d", "transformer-preprocess": "",
        "transformer-postprocess": "dan", "transformer-guided-alignment-layer": "last",
    }  # fmt: skip
    return made | {"special:model.yml": np.frombuffer(yaml.safe_dump(options).encode() + b"\0", dtype=np.int8)}


def _child(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.conversion", *arguments], check=True, capture_output=True, text=True
    ).stdout


def _convert(release: str, target: str, quantization: str) -> None:
    from translations.store import convert, releases

    Path(target).mkdir()
    start = time.perf_counter()
    convert.convert(releases.inspect(Path(release)), Path(target), quantization)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts in KiB
    size = (Path(target) / "model.bin").stat().st_size
    print(json.dumps({"peak_gb": peak / 1e9, "seconds": seconds, "megabytes": size / 1e6}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["convert"]:
        _convert(*sys.argv[2:5])
    else:
        main()
