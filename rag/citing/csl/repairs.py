"""citeproc's elements of styles, where the specification of CSL 1.0.2 wants otherwise than citeproc-py does it.

citeproc takes the class of an element from the direct subclasses of CitationStylesElement, by name, the last one of a
name: to define a class here puts it in force. It keeps what it suppresses in the layout's `repressed`, made anew for
each item; here that also holds which variables were called and which rendered.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary

from citeproc import model
from citeproc.model import CitationStylesElement
from citeproc.source import VariableError
from citeproc.string import String

from rag.citing.csl.collation import collated
from rag.citing.csl.marks import seen

_NUMERIC = re.compile(r"[^\W\d_]*\d+[^\W\d_]*(?:\s*[-–,&]\s*[^\W\d_]*\d+[^\W\d_]*)*")
_BEHIND_MARK = re.compile(r"(?<!\S)([\"“‘'(\[¿¡]+)([^\W\d_]+)(?=[\s,.;:!?\"”’)\]-]|$)")
_LAST_WORD = re.compile(r"(?<=\s)[a-z]+(?=[^\w\s]*$)")
_CALLED, _RENDERED, _SUPPRESSED = "called", "rendered", "suppressed"
_LATELY = 5
_LAYOUT = f"{{{CitationStylesElement.nsmap['cs']}}}layout"
_MACROS: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def _macro(element: Any, name: str) -> Any:
    """The style's macro of that name: citeproc looks through the whole style for it, hundreds of times an item."""
    style = element.get_root()
    if style not in _MACROS:
        _MACROS[style] = {macro.get("name"): macro for macro in reversed(style.findall("cs:macro", style.nsmap))}
    return _MACROS[style][name]


def _layout(element: Any) -> Any:
    """The layout that an element stands in, without the XPath for it."""
    return element if element.tag == _LAYOUT else next(element.iterancestors(_LAYOUT))


CitationStylesElement.get_macro = _macro
CitationStylesElement.get_layout = _layout


def _record(context: Any, what: str) -> Counter[str]:
    found: Counter[str] = context.get_layout().repressed.setdefault(what, Counter())
    return found


def _once(variable: str, context: Any, rendered: Any) -> Any:
    """What renders a variable, unless it stood in for another before (CSL 1.0.2, "Substitute")."""
    if variable not in model.Text.generated_variables:
        _record(context, _CALLED)[variable] += 1
    if _record(context, _SUPPRESSED)[variable]:
        return None
    text = rendered()
    if text not in (None, "", []):
        _record(context, _RENDERED)[variable] += 1
    return text


class _Cased:
    """Takes strings of all kinds, which citeproc's case does not."""

    def case(self, text: Any, language: str | None = None) -> Any:
        """The text in the case that the style wants."""
        return super().case(String(str(text)), language) if text else text  # type: ignore[misc]


class Text(_Cased, model.Text, CitationStylesElement):  # type: ignore[misc]
    """Remembers what it rendered."""

    def _variable(self, item: Any, context: Any) -> Any:
        return _once(self.get("variable"), context, lambda: super(Text, self)._variable(item, context))

    def case(self, text: Any, language: str | None = None) -> Any:
        """The text in the case that the style wants; a headline's last word and quoted ones have their capitals too."""
        cased = super().case(text, language)
        if self.get("text-case") != "title" or language != "en" or not cased:
            return cased
        return String(_LAST_WORD.sub(lambda last: last[0].capitalize(), _BEHIND_MARK.sub(self._capital, str(cased))))

    def _capital(self, found: re.Match[str]) -> str:
        return found[0] if found[2] in self._stop_words else found[1] + found[2].capitalize()


class Number(_Cased, model.Number, CitationStylesElement):  # type: ignore[misc]
    """Remembers what it rendered; knows variables with hyphens."""

    def process(self, item: Any, context: Any = None, **more: Any) -> Any:
        """The number's text."""
        variable = self.get("variable")
        return _once(
            variable, self if context is None else context, lambda: super(Number, self).process(item, context, **more)
        )


class Date(model.Date, CitationStylesElement):  # type: ignore[misc]
    """Remembers what it rendered; sets the letter after a year that tells works of one author and year apart."""

    def process(self, item: Any, variable: Any = None, show_parts: Any = None, context: Any = None, **more: Any) -> Any:
        """The date's text."""
        plain = super().process
        if self.is_locale_date():
            return plain(item, variable, show_parts, context, **more)
        named = variable or self.get("variable")
        text = _once(
            named, self if context is None else context, lambda: plain(item, variable, show_parts, context, **more)
        )
        letter = str(item.reference.get("year_suffix") or "")
        if not text or not letter or named != "issued" or self.xpath_search("//cs:text[@variable='year-suffix']"):
            return text
        year = str(abs(item.reference["issued"].get("year", 0)))
        return str(text).replace(year, year + letter, 1)

    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """The parts of a date, with the delimiter of the style, else that of its locale."""
        at = context if context is not None else self
        parts = self.parts(date, show_parts, at)
        return model.join(parts, at.get("delimiter", self.get("delimiter", ""))) if parts else None


class Date_Part(_Cased, model.Date_Part, CitationStylesElement):  # type: ignore[misc]  # noqa: N801 – the name is the element's
    """Leaves the locale's date as it was: citeproc writes a style's own attributes into it."""

    def render(self, date: Any, context: Any = None) -> Any:
        """The part's text."""
        own = dict(self.attrib)
        try:
            return super().render(date, context)
        finally:
            self.attrib.clear()
            self.attrib.update(own)


class Name_Part(_Cased, model.Name_Part, CitationStylesElement):  # type: ignore[misc]  # noqa: N801 – the element's name
    """Gives plain strings, which names are joined of."""

    def format_part(self, given: Any, family: Any) -> tuple[str | None, str | None]:
        """Both names, the one that this is of as the style sets it."""
        parts = super().format_part(given, family)
        return tuple(None if part is None else str(part) for part in parts)  # type: ignore[return-value]


class Names(model.Names, CitationStylesElement):  # type: ignore[misc]
    """Remembers what it rendered, and is not rendered again where it stood in."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **more: Any) -> Any:
        """The names' text."""
        at = context if context is not None else self
        roles = [role for role in self.get("variable").split() if role.replace("-", "_") in item.reference]
        _record(at, _CALLED).update(self.get("variable").split())
        if roles and all(_record(at, _SUPPRESSED)[role] for role in roles):
            return None
        text = super().process(item, names_context, context, **more)
        if text:
            _record(at, _RENDERED).update(roles)
        return text


class Name(model.Name, CitationStylesElement):  # type: ignore[misc]
    """Knows `initialize="false"`, and shortens only given names that are written with capitals."""

    def get_option(self, name: str, context: Any = None, sort_options: Any = None) -> Any:
        """The option's value, inherited or not."""
        if name == "initialize-with" and self.get("initialize", self.get_root().get("initialize")) == "false":
            return None
        return super().get_option(name, context, sort_options)

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """The initials of a given name."""
        if not any(map(str.isupper, given)):
            return given
        return str(super().initialize(given, mark, context))


class Substitute(model.Substitute, CitationStylesElement):  # type: ignore[misc]
    """Suppresses every variable that its text was made of, nested in macros or not."""

    def render(self, item: Any, context: Any = None, **more: Any) -> Any:
        """The first alternative that renders something."""
        at = context if context is not None else self
        for child in self.getchildren():
            before = _record(at, _RENDERED).copy()
            try:
                if isinstance(child, model.Names) and child.name is None:
                    parent = self.xpath_search("./parent::cs:names[1]")[0]
                    text = child.render(item, names_context=parent, context=context, **more)
                else:
                    text = child.render(item, context=context, **more)
            except VariableError:
                continue
            if text:
                _record(at, _SUPPRESSED).update(_record(at, _RENDERED) - before)
                return text
        raise VariableError


class Group(model.Group, CitationStylesElement):  # type: ignore[misc]
    """Is rendered only if a variable in it is, or if it calls none."""

    def process(self, item: Any, context: Any = None, **more: Any) -> Any:
        """The group's children, delimited."""
        at = context if context is not None else self
        called, rendered = (_record(at, what).total() for what in (_CALLED, _RENDERED))
        try:
            text = super().process(item, context, **more)
        finally:
            calls = _record(at, _CALLED).total() - called
        if calls and _record(at, _RENDERED).total() == rendered:
            raise VariableError
        return text


class Layout(model.Layout, CitationStylesElement):  # type: ignore[misc]
    """Sets its suffix next to the last word: a stop behind a part that ends with one and a space is one too many."""

    def wrap(self, text: Any) -> Any:
        """The text with what stands before and behind it."""
        return super().wrap(String(str(text).rstrip(" ")) if text else text)


class Label(_Cased, model.Label, CitationStylesElement):  # type: ignore[misc]
    """A locator is one place: its label is never plural."""

    def _is_plural(self, item: Any) -> bool:
        if self.get("variable") == "locator":
            return False
        try:
            return bool(super()._is_plural(item))
        except (TypeError, ValueError):
            return False


class If(model.If, CitationStylesElement):  # type: ignore[misc]
    """Nothing is ambiguous here beyond what letters after the year tell apart; knows numeric ranges and locators."""

    def render(self, item: Any, context: Any = None, delimiter: str = "", **more: Any) -> Any:
        """The children, if the condition holds; raises ConditionFailed."""
        if self.get("disambiguate") == "true" and self.get("match", "all") != "none":
            others = set(self.attrib) - {"disambiguate", "match"}
            if not others or self.get("match", "all") == "all":
                raise model.ConditionFailed
        return super().render(item, context, delimiter, **more)

    def _is_numeric(self, item: Any) -> list[bool]:
        return [_is_number(item, variable.replace("-", "_")) for variable in self.get("is-numeric").split()]

    def _position(self, item: Any, context: Any) -> list[bool]:
        at = context if context is not None else self
        if at.xpath_search("./ancestor::*[self::cs:bibliography]"):
            return [False]
        wanted = self.get("position").split()
        known = [position for position in wanted if position != "near-note"]
        results: list[bool] = []
        if known:
            self.set("position", " ".join(known))
            try:
                results = super()._position(item, context)
            finally:
                self.set("position", " ".join(wanted))
        if "near-note" in wanted:
            recent = at.get_layout().getparent().cites[-_LATELY:]
            results.append(any(cite.key == item.key for cite in recent))
        return results


class Else_If(If, CitationStylesElement):  # type: ignore[misc]  # noqa: N801 – the name is the element's
    """As If."""


class Key(model.Key, CitationStylesElement):  # type: ignore[misc]
    """Sorts by what is seen, letters with accents among those without."""

    def sort_keys(self, items: Any, context: Any) -> list[Any]:
        """What each item is sorted by; None for what comes last."""
        keys = super().sort_keys(items, context)
        return [key if key is None or isinstance(key, int | float) else _collated(str(key)) for key in keys]


def _is_number(item: Any, variable: str) -> bool:
    if variable == "locator":
        return item.has_locator and _NUMERIC.fullmatch(str(item.locator.identifier)) is not None
    value = item.reference.get(variable)
    return value is not None and _NUMERIC.fullmatch(seen(str(value))) is not None


def _collated(text: str) -> str:
    return collated(seen(text))
