"""What an author wrote for one kind: the parts beside the text of the question."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

MakeId = Callable[[str], str]
"""From the place of a piece ("1", "prompt/2") to its id: for content that must get the same ids each time."""


@dataclass
class Content:
    """The options and the body of a version, and what its key calls right."""

    options: list[dict] = field(default_factory=list)
    body: dict = field(default_factory=dict)
    right: Any = None


@dataclass
class Known:
    """The ids of the version that was edited: each may be kept once, everything else is given a new one."""

    ids: set[str]
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Content | None) -> "Known":
        if content is None:
            return cls(set())
        pieces = [*content.options, *content.body.get("prompts", ()), *content.body.get("gaps", ())]
        pieces += content.body.get("rubric", ())
        inner = [
            (gap["id"], option) for gap in content.body.get("gaps", ()) for option in gap.get("options", ())
        ]
        pieces += [option for gap, option in inner]
        texts = {(gap, option["text"]): option["id"] for gap, option in inner}
        return cls({piece["id"] for piece in pieces}, texts)

    def id_of(self, gap: str, text: str) -> str | None:
        """The option of a gap that said the same before."""
        return self.texts.get((gap, text))

    def keep(self, id: str | None) -> str:
        if id in self.ids:
            self.ids.discard(id)
            return id
        return str(uuid.uuid4())


def same_texts(texts: Collection[str]) -> bool:
    """Whether two say the same, tones apart."""
    return len(set(texts)) < len(texts)
