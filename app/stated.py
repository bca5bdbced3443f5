"""What somebody typed, as the value of a declared field."""

from __future__ import annotations

from app.errors import Refused
from graph_model.declare import NodeType, Property, RelationshipType
from graph_model.facts import Value
from loaders.values import BadValue, parser_for
from quality.words import Words, said

DICTIONARY = Words("See `lotgraph dictionary`.", "见 `lotgraph dictionary`。")


def no_record(key: str) -> Refused:
    """Nothing is stated under this key."""
    return Refused(
        said("there is no record {key}", "没有记录 {key}", key=key),
        Words("Look it up: lotgraph search TEXT.", "请查找：lotgraph search TEXT。"),
    )


def there_are(known: str) -> Words:
    """The next step after a name that there is not."""
    return said("There are: {known}.", "有：{known}。", known=known)


def see_what_may_be_done(key: str) -> Words:
    """The next step with a record that has a workflow."""
    return said(
        "See what may be done: lotgraph work show {key}.",
        "查看可执行的操作：lotgraph work show {key}。",
        key=key,
    )


def field_of(declared: NodeType | RelationshipType, name: str) -> Property:
    """The declared field of that name."""
    found = declared.property_named(name)
    if found is None:
        raise Refused(said("there is no property {name}", "没有属性 {name}", name=name), DICTIONARY)
    return found


def value_of(field: Property, text: str) -> Value:
    """The value that a text states."""
    parse = parser_for(field)
    try:
        return parse(text) if parse else text
    except BadValue as error:
        why = said("{name}: {error}", "{name}：{error}", name=field.name, error=str(error))
        raise Refused(why, DICTIONARY) from error
