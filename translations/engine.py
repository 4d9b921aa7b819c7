"""Decoding with CTranslate2: texts in, hypotheses out, in order; the only module of the main path that knows CTranslate2.

Facts it rests on (CTranslate2 4.8): `max_decoding_length` cuts without notice unless the end token is asked for, so it is asked
for and its absence reported; scores of forced prefixes are not comparable with free ones: compare candidates by `score`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from translations.errors import ModelBroken
from translations.models import Decoding, ModelInfo
from translations.preprocess import load_tokenizer
from translations.records import Hypothesis
from translations.segments import split_long

log = logging.getLogger(__name__)

END = "</s>"
SEED = 20240619  # set once; decoding here is deterministic, sampling (were it used) would be reproducible
# English needs at most 1.54 target tokens a source token beyond the first ten on 4,083 human pairs (FLORES-200, TICO-19 ar-en).
TARGET_PER_SOURCE = 1.6
TARGET_EXTRA = 16
MAX_TARGET_TOKENS = 512  # positions of Marian's trained embeddings; sinusoidal models could go further
_TEXTS_AT_ONCE = 4096  # bounds the memory of one call, far above a work batch's needs


class Engine:
    """One loaded model. Thread-safe: CTranslate2 queues calls itself, the tokenisers sit behind a lock."""

    def __init__(self, info: ModelInfo, *, device: str = "auto", threads: int = 0) -> None:
        """Load a model; `threads` 0 lets CTranslate2 choose, `device` "auto" takes CUDA where there is one."""
        import ctranslate2

        language = next(iter(sorted(info.languages)), "en")
        self.info = info
        self._tokenizer = load_tokenizer(info.folder, language)
        self._lock = threading.Lock()
        ctranslate2.set_random_seed(SEED)
        try:
            self._translator: Any = ctranslate2.Translator(
                str(info.folder), device=device, inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:
            raise ModelBroken(f"The model {info.name} in {info.folder} cannot be loaded: {error}") from error
        log.info("loaded model %s on %s (%s)", info.label, self._translator.device, self._translator.compute_type)

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        """Source tokens of each text, without the end token."""
        with self._lock:
            return self._tokenizer.encode(texts)

    def decode(self, tokens: Sequence[Sequence[str]]) -> list[str]:
        """English text of each target token sequence."""
        with self._lock:
            return self._tokenizer.decode(tokens)

    def translate(self, texts: Sequence[str], decoding: Decoding | None = None) -> list[tuple[Hypothesis, ...]]:
        """For each text, in order, its hypotheses, best first (as many as `n_best`). Equal texts are decoded once.

        A text without a token gives one empty, finished hypothesis; a text over the model's limit is split and rejoined.
        """
        options = decoding or self.info.decoding
        unique = list(dict.fromkeys(texts))
        answers: dict[str, tuple[Hypothesis, ...]] = {}
        for chunk in _chunks(unique, _TEXTS_AT_ONCE):
            answers.update(zip(chunk, self._translate_unique(chunk, options), strict=True))
        return [answers[text] for text in texts]

    def translate_from_prefix(
        self, texts: Sequence[str], prefixes: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses that begin with the given target tokens (one prefix a text); their scores do not compare with free ones."""
        options = decoding or self.info.decoding
        return self._decode(self.encode(texts), options, prefixes)

    def alternatives(
        self, text: str, prefix: Sequence[str], count: int, decoding: Decoding | None = None
    ) -> tuple[Hypothesis, ...]:
        """Up to `count` hypotheses that differ in the first token after `prefix`."""
        options = decoding or self.info.decoding
        (source,) = self.encode([text])
        (result,) = self._translator.translate_batch(
            [source],
            target_prefix=[list(prefix)],
            num_hypotheses=count,
            return_alternatives=True,
            beam_size=options.beam_size,
            length_penalty=options.length_penalty,
            max_decoding_length=min(MAX_TARGET_TOKENS, _target_limit(len(source)) + len(prefix)),
            return_scores=True,
            return_end_token=True,
        )
        return self._hypotheses(result)

    def translate_avoiding(
        self, texts: Sequence[str], avoid: Sequence[Sequence[str]], decoding: Decoding | None = None
    ) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses without any of the token sequences in `avoid`, which hold for all the texts of the call."""
        options = decoding or self.info.decoding
        return self._decode(self.encode(texts), options, avoid=avoid)

    def score(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[float]:
        """Mean log-probability a token (end token included) of each target token sequence given its text."""
        return [round(sum(scores) / len(scores), 4) if scores else 0.0 for scores in self.token_scores(texts, targets)]

    def token_scores(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[list[float]]:
        """Log-probability of every token of each target token sequence given its text, the end token's last."""
        if not texts:
            return []
        results = self._translator.score_batch(
            self.encode(texts), [list(target) for target in targets], max_batch_size=2048, batch_type="tokens"
        )
        return [list(result.log_probs) for result in results]

    def target_tokens(self, texts: Sequence[str]) -> list[list[str]]:
        """Target-side tokens of English texts, for prefixes and scoring."""
        with self._lock:
            return self._tokenizer.encode_target(texts)

    def _translate_unique(self, texts: Sequence[str], options: Decoding) -> list[tuple[Hypothesis, ...]]:
        sources = self.encode(texts)
        parts: list[list[str]] = []  # of all texts, in order
        owners: list[int] = []
        for number, (text, source) in enumerate(zip(texts, sources, strict=True)):
            if len(source) <= options.max_source_tokens:
                pieces = [source]
            else:
                pieces = self.encode(split_long(text, options.max_source_tokens, lambda piece: len(self.encode([piece])[0])))
                log.info("split a segment of %d tokens into %d parts", len(source), len(pieces))
            parts += pieces
            owners += [number] * len(pieces)
        decoded = self._decode(parts, options)
        joined: list[list[tuple[Hypothesis, ...]]] = [[] for _ in texts]
        for owner, hypotheses in zip(owners, decoded, strict=True):
            joined[owner].append(hypotheses)
        return [_rejoin(pieces) for pieces in joined]

    def _decode(
        self,
        sources: Sequence[Sequence[str]],
        options: Decoding,
        prefixes: Sequence[Sequence[str]] | None = None,
        avoid: Sequence[Sequence[str]] = (),
    ) -> list[tuple[Hypothesis, ...]]:
        """Hypotheses of token sequences, in order.

        Sequences of like length share a call, as many as one batch holds, so that calls are full and each has a length limit that
        follows its sources: a looping output runs up to it. On 799 sentences of TICO-19 this was 3 to 5 % quicker than one call
        over all of them, sorted by length.
        """
        results: list[tuple[Hypothesis, ...]] = [(_EMPTY,)] * len(sources)
        for numbers in _calls(sources, options.batch_tokens):
            longest = len(sources[numbers[-1]])
            longest_prefix = max(len(prefixes[n]) for n in numbers) if prefixes is not None else 0
            answers = self._translator.translate_batch(
                [list(sources[n]) for n in numbers],
                target_prefix=[list(prefixes[n]) for n in numbers] if prefixes is not None else None,
                suppress_sequences=[list(sequence) for sequence in avoid] or None,
                beam_size=max(options.beam_size, options.n_best),
                num_hypotheses=options.n_best,
                length_penalty=options.length_penalty,
                no_repeat_ngram_size=options.no_repeat_ngram_size,
                repetition_penalty=options.repetition_penalty,
                max_batch_size=options.batch_tokens,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=min(MAX_TARGET_TOKENS, _target_limit(longest) + longest_prefix),
                return_scores=True,
                return_attention=options.attention,
                return_end_token=True,
            )
            for number, answer in zip(numbers, answers, strict=True):
                results[number] = self._hypotheses(answer)
        return results

    def _hypotheses(self, result: Any) -> tuple[Hypothesis, ...]:
        tokens = [hypothesis[:-1] if hypothesis and hypothesis[-1] == END else hypothesis for hypothesis in result.hypotheses]
        texts = self.decode(tokens)
        attention = result.attention or [None] * len(tokens)
        return tuple(
            Hypothesis(
                tokens=tuple(tokens[i]),
                text=texts[i],
                score=round(float(result.scores[i]), 4),
                finished=len(tokens[i]) < len(result.hypotheses[i]),
                attention=tuple(tuple(row) for row in attention[i]) if attention[i] is not None else None,
            )
            for i in range(len(tokens))
        )


_EMPTY = Hypothesis(tokens=(), text="", score=0.0, finished=True)


def _target_limit(source_tokens: int) -> int:
    return min(MAX_TARGET_TOKENS, int(TARGET_PER_SOURCE * source_tokens) + TARGET_EXTRA)


def _calls(sources: Sequence[Sequence[str]], batch_tokens: int) -> Iterable[list[int]]:
    """Indices of the sources that are not empty, by length, in groups of at most `batch_tokens`, padding counted."""
    group: list[int] = []
    for number in sorted((n for n, source in enumerate(sources) if source), key=lambda n: len(sources[n])):
        if group and (len(group) + 1) * (len(sources[number]) + 1) > batch_tokens:
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _chunks(items: Sequence[str], size: int) -> Iterable[list[str]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _rejoin(pieces: Sequence[tuple[Hypothesis, ...]]) -> tuple[Hypothesis, ...]:
    """The hypotheses of a text from those of its parts: the k-th of each part joined; scores weighted by length."""
    if len(pieces) == 1:
        return pieces[0]
    joined: list[Hypothesis] = []
    for rank in range(max((len(piece) for piece in pieces), default=0)):
        chosen = [piece[min(rank, len(piece) - 1)] for piece in pieces]
        length = sum(len(h.tokens) + 1 for h in chosen)
        joined.append(
            Hypothesis(
                tokens=tuple(token for h in chosen for token in h.tokens),
                text=" ".join(h.text for h in chosen if h.text),
                score=round(sum(h.score * (len(h.tokens) + 1) for h in chosen) / length, 4),
                finished=all(h.finished for h in chosen),
            )
        )
    return tuple(joined) or (_EMPTY,)
