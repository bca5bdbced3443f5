"""Why a question was not answered. Each says what to do next; an error of the store is none of these.

QuestionError
├── UnknownKey     nothing is known under this key
├── AmbiguousKey   the shorter key fits several items
├── BadStart       the key exists, and no trace starts there
├── UnknownSource  no load, file or profile has the name that is to be preferred
├── UnknownScope   nobody saved, or shares with this asker, a scope of this name
├── AmbiguousScope several people share a scope of this name
└── BadRequest     the question itself makes no sense
"""

from __future__ import annotations

from typing import ClassVar

from app.errors import Spoken
from quality.words import Words, said

SHOWN = 20


class QuestionError(Spoken):
    """What is wrong (`message`) and what to do about it (`next_step`)."""

    code: ClassVar[str] = "BAD_REQUEST"

    def __init__(self, message: str | Words, next_step: str | Words, *, keys: tuple[str, ...] = ()) -> None:
        super().__init__(message, next_step)
        self.keys = keys


class UnknownKey(QuestionError):
    """Nothing is known under this key; `keys` are what was perhaps meant."""

    code = "UNKNOWN_KEY"

    def __init__(self, text: str, keys: tuple[str, ...] = ()) -> None:
        next_step = Words(
            "Look it up with `lotgraph search TEXT` (a lot, serial or delivery note number, a name).",
            "请用 `lotgraph search TEXT` 查找（批号、序列号、送货单号或名称）。",
        )
        if keys:
            next_step = said(
                "Did you mean {keys}? {rest}",
                "您是指 {keys} 吗？{rest}",
                keys=", ".join(keys),
                rest=next_step,
            )
        super().__init__(
            said("Nothing is known under {text!r}.", "没有以 {text!r} 为键的内容。", text=text),
            next_step,
            keys=keys,
        )


class AmbiguousKey(QuestionError):
    """The shorter key fits several; `keys` are all of them."""

    code = "AMBIGUOUS_KEY"

    def __init__(self, text: str, keys: tuple[str, ...]) -> None:
        shown = "\n  ".join(keys[:SHOWN])
        rest = f"\n  and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        super().__init__(
            said(
                "{text!r} fits {n} keys:\n  {shown}",
                "{text!r} 与 {n} 个键相符：\n  {shown}",
                text=text,
                n=str(len(keys)),
                shown=f"{shown}{rest}",
            ),
            Words(
                "Ask again with the whole key, or with all the keys you mean.",
                "请用完整的键，或您所指的全部键再次提问。",
            ),
            keys=keys,
        )


class BadStart(QuestionError):
    """The key is known and no trace starts there."""


class UnknownSource(QuestionError):
    """Nothing was loaded from a source of this name; `known` are the first of those there are."""

    def __init__(self, source: str, known: tuple[str, ...], n: int) -> None:
        rest = f" and {n - len(known)} more" if n > len(known) else ""
        super().__init__(
            said(
                "No load, file or profile is called {source!r}.",
                "没有名为 {source!r} 的载入、文件或配置。",
                source=source,
            ),
            said(
                "Prefer one of {known}, or the id of a load.",
                "请优先采用 {known} 之一，或某次载入的标识。",
                known=f"{', '.join(known)}{rest}",
            )
            if known
            else Words("Load files first: nothing was loaded yet.", "请先载入文件：尚未载入任何内容。"),
        )


class UnknownScope(QuestionError):
    """No scope of this name that the asker may see."""

    code = "UNKNOWN_KEY"

    def __init__(self, name: str) -> None:
        super().__init__(
            said("There is no scope {name!r}.", "没有名为 {name!r} 的范围。", name=name[:100]),
            Words(
                "`lotgraph scope list` shows all that you may see.",
                "`lotgraph scope list` 显示您可以查看的全部范围。",
            ),
        )


class AmbiguousScope(QuestionError):
    """Several people share a scope of this name; `keys` are the names with their owners."""

    code = "AMBIGUOUS_KEY"

    def __init__(self, name: str, keys: tuple[str, ...]) -> None:
        shown = ", ".join(keys[:SHOWN])
        super().__init__(
            said("Several share a scope {name!r}.", "有多人共享范围 {name!r}。", name=name),
            said("Name one with its owner: {shown}.", "请连同所有者指明一个：{shown}。", shown=shown),
            keys=keys,
        )


class BadRequest(QuestionError):
    """The question makes no sense as asked."""
