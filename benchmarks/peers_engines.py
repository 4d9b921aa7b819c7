"""What runs inside a peer's own environment: translate sentences, say how long it took. Knows nothing of this project.

`python peers_engines.py argos|transformers JOB.json` prints one line of JSON. The job names the model's folders, the threads, the
beam, and the sentences of each paragraph in order.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

WARM_UP, PROBE = 8, 32  # sentences
BATCHES = (8, 16, 32)  # sentences at once, of which the quickest is taken


def timed(work: Callable[[], list[str]]) -> tuple[list[str], float, float]:
    """What the work gives, with its seconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, time.perf_counter() - wall, time.process_time() - processor


def argos(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Argos Translate's own path, on a package made of our weights. Its sentence splitter is ours, which costs nothing.

    Twice: a paragraph at a time, as it reads a text; and all sentences as one paragraph, the most its batches can hold.
    """
    import os

    with tempfile.TemporaryDirectory() as name:
        package = Path(name) / "packages" / "ours"
        package.mkdir(parents=True)
        os.environ |= {"XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name, "XDG_CACHE_HOME": name}
        os.environ |= {"ARGOS_PACKAGES_DIR": str(package.parent), "ARGOS_INTRA_THREADS": str(job["threads"])}
        os.environ |= {"ARGOS_BEAM_SIZE": str(job["beam"]), "ARGOS_BATCH_SIZE": str(job["batch_tokens"])}
        about = {"from_code": job["language"], "from_name": "source", "to_code": "en", "to_name": "English"}
        (package / "metadata.json").write_text(json.dumps({"package_version": "1.0", "argos_version": "1.11"} | about))
        (package / "model").symlink_to(job["model"])
        (package / "sentencepiece.model").symlink_to(Path(job["model"]) / "source.spm")
        from argostranslate import translate

        languages = {language.code: language for language in translate.get_installed_languages()}
        way = languages[job["language"]].get_translation(languages["en"]).underlying
        cut: dict[str, list[str]] = {}

        class Cut:
            def split_sentences(self, text: str) -> list[str]:
                return cut[text]

        way.sentencizer = Cut()
        flat = [sentence for lines in job["paragraphs"] for sentence in lines]
        ways = {"a paragraph at a time": job["paragraphs"], "all sentences as one paragraph": [sorted(flat, key=len)]}
        for how, paragraphs in ways.items():
            cut.update({" ".join(lines): list(lines) for lines in paragraphs})
            for sentence in flat[:WARM_UP]:
                cut[sentence] = [sentence]
                way.translate(sentence)
            _, wall, processor = timed(lambda paragraphs=paragraphs: [way.translate(" ".join(lines)) for lines in paragraphs])
            yield {
                "peer": "Argos Translate",
                "version": version("argostranslate"),
                "settings": f"{how}, batches of {job['batch_tokens']} tokens, CTranslate2 {version('ctranslate2')}",
                "wall": wall,
                "processor": processor,
            }


def transformers(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """MarianMT of `transformers` with our weights, in float32, sentences of like length together."""
    import torch

    torch.set_num_threads(job["threads"])
    with tempfile.TemporaryDirectory() as name:
        tokenizer, model = marian(Path(job["marian"]), Path(name))
    flat = sorted((sentence for lines in job["paragraphs"] for sentence in lines), key=lambda text: len(tokenizer.tokenize(text)))

    def translated(sentences: Sequence[str], batch: int) -> list[str]:
        english: list[str] = []
        for start in range(0, len(sentences), batch):
            tokens = tokenizer(list(sentences[start : start + batch]), return_tensors="pt", padding=True)
            with torch.inference_mode():
                ids = model.generate(**tokens, num_beams=job["beam"], length_penalty=1.0, early_stopping=True, max_length=256)
            english += tokenizer.batch_decode(ids, skip_special_tokens=True)
        return english

    translated(flat[:WARM_UP], BATCHES[0])
    middle = flat[len(flat) // 2 :][:PROBE]
    tried = ", ".join(map(str, BATCHES))
    best = min(BATCHES, key=lambda batch: timed(lambda: translated(middle, batch))[1])
    english, wall, processor = timed(lambda: translated(flat, best))
    yield {
        "peer": "transformers MarianMT",
        "version": version("transformers"),
        "settings": f"float32, {best} sentences at once (the quickest of {tried}), PyTorch {version('torch')}",
        "wall": wall,
        "processor": processor,
        "english": dict(zip(flat, english, strict=True)),
    }


def marian(release: Path, work: Path) -> tuple[Any, Any]:
    """Tokenizer and model of `transformers` that compute what the Marian release computes.

    What MarianMT does not have of itself is put in its place: learned positions into the table of sinusoids, and the
    normalisation of the embeddings before the first layer of each side.
    """
    import numpy as np
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    weights = {name: torch.from_numpy(np.asarray(value, np.float32)) for name, value in np.load(release / "model.npz").items()}
    source, target = (_vocabulary(release / f"{side}.vocab.yml") for side in ("source", "target"))
    pad = target["<pad>"]
    # One padding id serves both sides: the source's own changes places with the piece that has that id.
    other = next(piece for piece, number in source.items() if number == pad)
    source[other], source["<pad>"] = source["<pad>"], pad
    table = weights["encoder_Wemb"]
    table[[pad, source[other]]] = table[[source[other], pad]]
    for vocabulary, name in ((source, "source"), (target, "target")):
        (work / f"{name}.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = MarianTokenizer(
        source_spm=str(release / "source.spm"), target_spm=str(release / "target.spm"), vocab=str(work / "source.json"),
        target_vocab_file=str(work / "target.json"), separate_vocabs=True, model_max_length=512,
    )  # fmt: skip
    width = weights["Wpos"].shape[1]
    depth = {side: len({name for name in weights if name.startswith(f"{side}_l") and name.endswith("_ffn_W1")}) for side in SIDES}
    config = MarianConfig(
        vocab_size=len(source), decoder_vocab_size=len(target), share_encoder_decoder_embeddings=False, d_model=width,
        encoder_layers=depth["encoder"], decoder_layers=depth["decoder"], encoder_attention_heads=12, decoder_attention_heads=12,
        encoder_ffn_dim=weights["encoder_l1_ffn_W1"].shape[1], decoder_ffn_dim=weights["decoder_l1_ffn_W1"].shape[1],
        activation_function="quick_gelu", max_position_embeddings=weights["Wpos"].shape[0], scale_embedding=True,
        pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=None,
        tie_word_embeddings=True,
    )  # fmt: skip
    model = MarianMTModel(config).eval()
    with torch.no_grad():
        for side in SIDES:
            _fill(getattr(model.model, side), side, weights)
        model.lm_head.weight = model.model.decoder.embed_tokens.weight
        model.model.decoder.embed_tokens.weight[pad] = 0.0  # Marian's decoder starts from nothing
        bias = weights["decoder_ff_logit_out_b"].clone()
        bias[0, pad] = float("-inf")  # what pads is never written
        model.final_logits_bias = bias
    model.generation_config.update(pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad)
    return tokenizer, model


SIDES = ("encoder", "decoder")


def _vocabulary(path: Path) -> dict[str, int]:
    # Each line is `"piece": id` with the piece as JSON writes it.
    return json.loads("{" + ",".join(path.read_text(encoding="utf-8").splitlines()) + "}")  # type: ignore[no-any-return]


def _fill(side: Any, name: str, weights: dict[str, Any]) -> None:
    import torch

    table = weights[f"{name}_Wemb"]
    side.embed_tokens.weight.copy_(table)
    side.embed_positions.weight.copy_(weights["Wpos"])
    normalise = torch.nn.LayerNorm(table.shape[1])
    _norm(normalise, f"{name}_emb", weights, "_pre")
    side.layers[0].register_forward_pre_hook(lambda _, inputs: (normalise(inputs[0]), *inputs[1:]))
    for number, layer in enumerate(side.layers, start=1):
        scope = f"{name}_l{number}"
        parts = [("self", layer.self_attn, layer.self_attn_layer_norm)]
        if name == "decoder":
            parts.append(("context", layer.encoder_attn, layer.encoder_attn_layer_norm))
        for part, attention, norm in parts:
            for letter, linear in zip("qkvo", ("q_proj", "k_proj", "v_proj", "out_proj"), strict=True):
                _linear(getattr(attention, linear), f"{scope}_{part}_W{letter}", f"{scope}_{part}_b{letter}", weights)
            _norm(norm, f"{scope}_{part}_Wo", weights)
        _linear(layer.fc1, f"{scope}_ffn_W1", f"{scope}_ffn_b1", weights)
        _linear(layer.fc2, f"{scope}_ffn_W2", f"{scope}_ffn_b2", weights)
        _norm(layer.final_layer_norm, f"{scope}_ffn_ffn", weights)


def _linear(module: Any, weight: str, bias: str, weights: dict[str, Any]) -> None:
    module.weight.copy_(weights[weight].T)
    module.bias.copy_(weights[bias].flatten())


def _norm(module: Any, name: str, weights: dict[str, Any], suffix: str = "") -> None:
    module.weight.requires_grad_(False).copy_(weights[f"{name}_ln_scale{suffix}"].flatten())
    module.bias.requires_grad_(False).copy_(weights[f"{name}_ln_bias{suffix}"].flatten())


if __name__ == "__main__":
    work = {"argos": argos, "transformers": transformers}[sys.argv[1]]
    for answer in work(json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))):
        print(json.dumps(answer), flush=True)
