"""The whole way as plain functions: plan, cut into batches, translate a batch, finish. Every door calls these.

`plan` raises when nothing could start; after that a bad article is data (a summary that says why), never an exception.
"""

from flows.batches import Batch, batches
from flows.checkpoint import BatchResult
from flows.ending import Sums, finish
from flows.planning import Pasted, Plan, Request, code_version, from_form, plan
from flows.work import translate_batch

__all__ = [
    "Batch", "BatchResult", "Pasted", "Plan", "Request", "Sums",
    "batches", "code_version", "finish", "from_form", "plan", "translate_batch",
]  # fmt: skip
