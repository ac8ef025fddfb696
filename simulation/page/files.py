"""The page's own files: what may be asked for, and what stands in the page in one file."""

import re
from pathlib import Path

WEB = Path(__file__).parent / "web"

SCRIPTS = ("draw.js", "map.js", "charts.js", "controls.js", "state.js", "page.js")
"""Scripts of the main page, in order; each adds to ``window.snowball``."""

STYLE = "page.css"
RECORDS = "records.js"
"""Made of ``unpack.js``, which is a module, so that it runs where modules cannot be loaded."""

TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def written(name: str) -> str:
    """The text of one of our files.

    >>> any(line.startswith("export ") for line in written(RECORDS).splitlines())
    False
    """
    if name != RECORDS:
        return (WEB / name).read_text(encoding="utf-8")
    text = re.sub(r"^export ", "", written("unpack.js"), flags=re.MULTILINE)
    shared = "Object.assign(window.snowball, { seriesAt, stateOf, keyOf, unpack });"
    return f"window.snowball = {{}};\n(() => {{\n{text}\n{shared}\n}})();\n"


def media_type(name: str) -> str:
    """What a file is, for the browser.

    >>> media_type("page.css")
    'text/css'
    """
    return TYPES[Path(name).suffix]
