"""Builds tiny, randomly initialised Marian releases in OPUS-MT's layout: real files of every kind, a few kB of weights, no sense."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import yaml

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "ar": ("أعلنت الوزارة يوم الثلاثاء 4 يونيو عن الاتفاق.", "قال الرئيس إن 3 دول وقعت على المعاهدة.", "وصل الوفد إلى العاصمة."),
    "ru": ("Министр заявил во вторник, что 3 страны подписали договор.", "Делегация прибыла в столицу 4 июня.", "Цены выросли на 12%."),
    "he": ("השר אמר ביום שלישי כי 3 מדינות חתמו על ההסכם.", "המשלחת הגיעה לבירה ב-4 ביוני.", "המחירים עלו ב-12%."),
    "fr": ("Le ministre a déclaré mardi que 3 pays ont signé l'accord.", "La délégation est arrivée le 4 juin.", "Les prix ont monté."),
    "pt": ("O ministro disse na terça-feira que 3 países assinaram o acordo.", "A delegação chegou em 4 de junho.", "Os preços subiram."),
    "en": ("The minister said on Tuesday that 3 countries signed the treaty.", "The delegation arrived on 4 June.", "Prices rose by 12%."),
}  # fmt: skip
DIM, HEADS, FEED = 16, 2, 32
SPECIALS = ("</s>", "<unk>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a built release is like. `changes` are options written over those of the checkpoint's `special:model.yml`."""

    language: str = "ar"
    family: str = "SentencePiece"
    shared: bool = False
    truecased: bool = False
    aligned: bool = True
    seed: int = 7
    depth: int = 1
    dim: int = DIM
    feed: int = FEED
    changes: tuple[tuple[str, Any], ...] = ()


def release_files(shape: Shape) -> dict[str, bytes]:
    """The files of a release by name."""
    texts, english = SENTENCES[shape.language], SENTENCES["en"]
    files: dict[str, bytes] = {"README.md": b"# A random model for tests\n", "LICENSE": b"CC-BY 4.0\n"}
    if shape.family == "SentencePiece":
        if shape.shared:
            model = sentencepiece_model((*texts, *english))
            sides, files["source.spm"] = [pieces_of(model)], model
        else:
            models = [sentencepiece_model(texts), sentencepiece_model(english)]
            files["source.spm"], files["target.spm"] = models
            sides = [pieces_of(model) for model in models]
    else:
        files |= bpe_files(texts, english, truecased=shape.truecased)
        sides = [bpe_vocabulary(files, texts, english)]
    names = ["opus.vocab.yml"] if len(sides) == 1 else ["source.vocab.yml", "target.vocab.yml"]
    for name, tokens in zip(names, sides, strict=True):
        files[name] = vocabulary_file(tokens)
    files["opus.model.npz"] = checkpoint([len(side) for side in sides], shape)
    files["decoder.yml"] = decoder_file(["opus.model.npz"], [names[0], names[-1]])
    return files


def decoder_file(models: Sequence[str], vocabularies: Sequence[str], **more: Any) -> bytes:
    """A decoder.yml as OPUS-MT writes it."""
    options = {"relative-paths": True, "models": list(models), "vocabs": list(vocabularies)}
    options |= {"beam-size": 6, "normalize": 1, "word-penalty": 0, "mini-batch": 1, "maxi-batch": 1, "maxi-batch-sort": "src"}
    return yaml.safe_dump(options | more).encode()


def vocabulary_file(tokens: Sequence[str]) -> bytes:
    """A Marian vocabulary: one `"token": index` a line."""
    return "".join(f"{json.dumps(token, ensure_ascii=False)}: {index}\n" for index, token in enumerate(tokens)).encode()


def sentencepiece_model(texts: Sequence[str]) -> bytes:
    """A SentencePiece model trained on a handful of sentences."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts * 4), model_writer=model, vocab_size=120, hard_vocab_limit=False, character_coverage=1.0,
        minloglevel=2, num_threads=1, bos_id=-1, eos_id=0, unk_id=1,
    )  # fmt: skip
    return model.getvalue()


def pieces_of(model: bytes) -> list[str]:
    """The vocabulary of a SentencePiece model in Marian's order: specials first."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    return [*SPECIALS, *(piece for piece in pieces if piece not in SPECIALS)]


def learned_codes(words: Sequence[str], merges: int = 60) -> str:
    """BPE codes in subword-nmt's format 0.2, learned the plain way."""
    counts = Counter((*word[:-1], word[-1] + "</w>") for word in words if word)
    codes: list[tuple[str, str]] = []
    for _ in range(merges):
        pairs: Counter[tuple[str, str]] = Counter()
        for symbols, count in counts.items():
            for pair in pairwise(symbols):
                pairs[pair] += count
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        codes.append(best)
        merged: Counter[tuple[str, ...]] = Counter()
        for symbols, count in counts.items():
            out: list[str] = []
            for symbol in symbols:
                if out and (out[-1], symbol) == best:
                    out[-1] += symbol
                else:
                    out.append(symbol)
            merged[tuple(out)] += count
        counts = merged
    return "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in codes)


def bpe_files(texts: Sequence[str], english: Sequence[str], *, truecased: bool) -> dict[str, bytes]:
    """Codes for both sides, and a truecasing model of the source where asked for."""
    words = [word for text in texts for word in text.split()]
    files = {
        "source.bpe": learned_codes(words).encode(),
        "target.bpe": learned_codes([word for text in english for word in text.split()]).encode(),
    }
    if truecased:
        seen = {word.lower(): word.lower() for word in words}
        files["source.tcmodel"] = "".join(f"{word} (3/3)\n" for word in sorted(seen)).encode()
    return files


def bpe_vocabulary(files: Mapping[str, bytes], texts: Sequence[str], english: Sequence[str]) -> list[str]:
    """Every piece the codes can make of these sentences' characters, with and without the separator."""
    symbols = {char for text in (*texts, *english) for char in text if char != " "} | set("0123456789&;@-")
    for name in ("source.bpe", "target.bpe"):
        for line in files[name].decode().splitlines()[1:]:
            left, right = line.split(" ")
            symbols.add((left + right).removesuffix("</w>"))
    return [*SPECIALS, *sorted(symbols), *sorted(f"{symbol}@@" for symbol in symbols)]


def checkpoint(sizes: Sequence[int], shape: Shape) -> bytes:
    """A Marian Transformer checkpoint with random weights; one size is a shared embedding, two are separate ones."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays(sizes, shape))
    return buffer.getvalue()


def arrays(sizes: Sequence[int], shape: Shape) -> dict[str, np.ndarray]:
    """The named parameters and options of the checkpoint."""
    random, dim, feed = np.random.default_rng(shape.seed), shape.dim, shape.feed

    def weights(*extent: int) -> np.ndarray:
        return random.standard_normal(extent, dtype=np.float32) * np.float32(0.3)

    def attention(name: str) -> dict[str, np.ndarray]:
        made = {f"{name}_W{part}": weights(dim, dim) for part in "qkvo"} | {f"{name}_b{part}": weights(1, dim) for part in "qkvo"}
        return made | {f"{name}_Wo_ln_scale": np.ones((1, dim), np.float32), f"{name}_Wo_ln_bias": weights(1, dim)}

    made: dict[str, np.ndarray] = {}
    if len(sizes) == 1:
        made["Wemb"] = weights(sizes[0], dim)
    else:
        made |= {"encoder_Wemb": weights(sizes[0], dim), "decoder_Wemb": weights(sizes[1], dim)}
    made["decoder_ff_logit_out_b"] = weights(1, sizes[-1])
    for side, parts in (("encoder", ("self",)), ("decoder", ("self", "context"))):
        for layer in range(1, shape.depth + 1):
            scope = f"{side}_l{layer}"
            for part in parts:
                made |= attention(f"{scope}_{part}")
            made |= {
                f"{scope}_ffn_W1": weights(dim, feed), f"{scope}_ffn_b1": weights(1, feed),
                f"{scope}_ffn_W2": weights(feed, dim), f"{scope}_ffn_b2": weights(1, dim),
                f"{scope}_ffn_ffn_ln_scale": np.ones((1, dim), np.float32), f"{scope}_ffn_ffn_ln_bias": weights(1, dim),
            }  # fmt: skip
    options = yaml.safe_dump(model_options(shape)).encode() + b"\0"
    return made | {"special:model.yml": np.frombuffer(options, dtype=np.int8)}


def model_options(shape: Shape) -> dict[str, Any]:
    """The options Marian keeps with a model, as far as a converter asks for them."""
    return {
        "type": "transformer", "enc-depth": shape.depth, "dec-depth": shape.depth,
        "transformer-heads": HEADS if shape.dim == DIM else 8,
        "transformer-decoder-autoreg": "self-attention", "transformer-no-projection": False,
        "transformer-ffn-activation": "swish", "transformer-postprocess-emb": "d", "transformer-preprocess": "",
        "transformer-postprocess": "dan", "transformer-guided-alignment-layer": "last",
        "guided-alignment": "corpus.align.gz" if shape.aligned else "none", "version": "v1.8.2",
    } | dict(shape.changes)  # fmt: skip


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a release zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
