from __future__ import annotations

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from ballots.layout import BallotLayout, FieldBox, Layout, OptionBox, PageLayout

lengths = st.integers(0, 297_000).map(lambda thousandths: thousandths / 1000)
boxes = st.tuples(lengths, lengths, lengths, lengths)
pages = st.builds(
    PageLayout,
    page=st.integers(1, 99),
    of=st.integers(1, 99),
    pdf_page=st.integers(0, 10**6),
    payload=st.text(max_size=90),
    options=st.lists(st.builds(OptionBox, st.text(), st.text(), boxes, boxes), max_size=5).map(tuple),
    fields=st.lists(st.builds(FieldBox, st.sampled_from(["signature", "date"]), boxes), max_size=2).map(tuple),
)
layouts = st.lists(st.builds(BallotLayout, st.text(), st.lists(pages, max_size=3).map(tuple)), max_size=3).map(
    lambda ballots: Layout(tuple(ballots))
)


@given(layouts)
def test_a_layout_survives_json(layout: Layout) -> None:
    assert Layout.from_json(json.loads(json.dumps(layout.to_json()))) == layout


@given(layouts)
def test_writing_ballot_by_ballot_gives_the_same_json(layout: Layout) -> None:
    stream = io.StringIO()
    layout.write(stream)
    assert json.loads(stream.getvalue()) == json.loads(json.dumps(layout.to_json()))


def test_the_keys_are_those_that_others_read() -> None:
    page = PageLayout(
        1,
        2,
        0,
        "V1…",
        (OptionBox("1", "for", (112, 80.5, 5, 5), (119, 80.5, 12, 5)),),
        (FieldBox("signature", (20, 260, 80, 14)),),
    )
    assert Layout((BallotLayout("7KQ2M4XA", (page,)),)).to_json() == {
        "page_size_mm": [210, 297],
        "qr_mm": [[14, 14, 25, 25], [171, 258, 25, 25]],
        "marks_mm": {"top_right": [191, 14, 5, 5], "bottom_left": [14, 278, 5, 5]},
        "ballots": [
            {
                "ballot": "7KQ2M4XA",
                "pages": [
                    {
                        "page": 1,
                        "of": 2,
                        "pdf_page": 0,
                        "payload": "V1…",
                        "options": [
                            {
                                "contest": "1",
                                "option": "for",
                                "box_mm": [112, 80.5, 5, 5],
                                "word_mm": [119, 80.5, 12, 5],
                            }
                        ],
                        "fields": [{"field": "signature", "box_mm": [20, 260, 80, 14]}],
                    }
                ],
            }
        ],
    }


def test_a_layout_without_the_extra_keys_is_read() -> None:
    bare = {
        "page_size_mm": [210, 297],
        "ballots": [
            {
                "ballot": "A",
                "pages": [
                    {
                        "page": 1,
                        "of": 1,
                        "pdf_page": 0,
                        "options": [{"contest": 1, "option": "for", "box_mm": [1, 2, 5, 5]}],
                    }
                ],
            }
        ],
    }
    page = Layout.from_json(bare).ballots[0].pages[0]
    assert page.options == (OptionBox("1", "for", (1, 2, 5, 5), (1, 2, 5, 5)),)
    assert (page.payload, page.fields) == ("", ())
