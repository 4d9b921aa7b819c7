from datetime import date

import pytest
from pydantic import ValidationError

from flows.params import MAX_PASTED_BYTES, TranslateRequest


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "either a path or a pasted text"),
        ({"path": "a", "text": "b"}, "either a path or a pasted text"),
        ({"path": " ", "text": ""}, "either a path or a pasted text"),
        ({"path": "a", "outlet": "x"}, "belong to a pasted text"),
        ({"text": "ا" * (MAX_PASTED_BYTES // 2 + 1)}, "400 KB"),
        ({"path": "a", "colour": "red"}, "Extra inputs"),
        ({"path": "a", "strictness": "very"}, "report"),
    ],
)
def test_what_the_form_refuses(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TranslateRequest.model_validate(fields)


def test_emptied_fields_count_as_not_given() -> None:
    form = TranslateRequest.model_validate({"path": "", "text": "نص", "title": "", "published": "2024-06-19"})
    assert (form.path, form.title, form.published) == (None, None, date(2024, 6, 19))


def test_the_largest_pasted_text_is_taken() -> None:
    assert TranslateRequest(text="ا" * (MAX_PASTED_BYTES // 2)).text


def test_every_field_explains_itself_in_the_form() -> None:
    for name, field in TranslateRequest.model_json_schema()["properties"].items():
        assert field.get("title"), name
        assert len(field.get("description", "")) > 20, name
