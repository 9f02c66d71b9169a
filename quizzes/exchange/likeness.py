"""Texts that say nearly the same: shared runs of three letters after folding, as PostgreSQL's pg_trgm counts them.

Likeness of two texts = |A ∩ B| / |A ∪ B| of their trigrams. Pairs at or above a threshold t must share one of the
|A| - ceil(t·|A|) + 1 rarest trigrams of each (prefix filtering, Chaudhuri et al. 2006): thousands of texts against
ten thousand take a second instead of minutes.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import vietnamese

THRESHOLD = 0.9
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")


def trigrams(text: str) -> frozenset[str]:
    words = _NOT_LETTERS.sub(" ", vietnamese.fold(text)).split()
    return frozenset(
        padded[n : n + 3] for word in words for padded in [f"  {word} "] for n in range(len(padded) - 2)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if one or other else 0.0


def likely_same(
    texts: Sequence[str], known: Iterable[tuple[str, str]], threshold: float = THRESHOLD
) -> dict[int, tuple[str, float]]:
    """For each place in `texts` that is nearly one of `known` or nearly an earlier text: (which, how alike).

    `known` are (name, text); an earlier text is named by `#place`. Texts without letters are like nothing.
    """
    sets = [(name, trigrams(text)) for name, text in known]
    first = len(sets)
    sets += [(f"#{place}", trigrams(text)) for place, text in enumerate(texts)]
    often = Counter(gram for _, grams in sets for gram in grams)
    holding: dict[str, list[int]] = defaultdict(list)
    found: dict[int, tuple[str, float]] = {}
    for number, (_, grams) in enumerate(sets):
        if not grams:
            continue
        rarest = sorted(grams, key=lambda gram: (often[gram], gram))
        prefix = rarest[: len(grams) - math.ceil(threshold * len(grams)) + 1]
        if number >= first:
            near = {other for gram in prefix for other in holding[gram]}
            best = max(((likeness(grams, sets[other][1]), -other) for other in near), default=(0.0, 0))
            if best[0] >= threshold:
                found[number - first] = (sets[-best[1]][0], best[0])
        for gram in prefix:
            holding[gram].append(number)
    return found
