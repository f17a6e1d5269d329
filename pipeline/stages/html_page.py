"""What the pages for a browser have in common: each is one file that needs nothing else, not even a network.

Everything that comes from papers or file names is escaped, and without control characters. A page allows no script and
no style but its own (their hashes stand in its Content-Security-Policy) and nothing from elsewhere.
"""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from importlib.resources import files

import jinja2
from markupsafe import Markup

from pipeline.core.printable import printable
from pipeline.stages.wording import Wording

_FOLDER = files("pipeline.stages") / "page"


def html_page(template: str, wording: Wording, styles: Sequence[str], **values: object) -> str:
    """A page made of `page/TEMPLATE.html`, its script `page/TEMPLATE.js` and these style sheets of the same folder.

    Args:
        template: its name.
        wording: its words.
        styles: names of style sheets, the later ones having the last word.
        values: what the template shows.
    """
    script = _text(f"{template}.js")
    style = "".join(_text(f"{name}.css") for name in styles)
    page = _environment(wording).get_template(f"{template}.html")
    # Both are ours, and must stand in the page just as they are hashed.
    return page.render(
        lang=wording.lang, policy=_policy(script, style), script=Markup(script), style=Markup(style), **values
    )


def _text(name: str) -> str:
    return _FOLDER.joinpath(name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """The Content-Security-Policy of the page."""
    hashed = {
        f"{kind}-src": f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("script", script), ("style", style))
    }
    allowed = {"default-src": "'none'", "img-src": "data:", **hashed, "base-uri": "'none'", "form-action": "'none'"}
    return "; ".join(f"{what} {who}" for what, who in allowed.items())


def _environment(wording: Wording) -> jinja2.Environment:
    """Templates that escape all they are given."""

    def shown(value: object) -> object:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.stages", "page"),
        autoescape=True,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(
        say=wording.say,
        day=wording.day,
        moment=wording.moment,
        prose=wording.prose,
        file_status=wording.file_status,
        shown=wording.shown,
    )
    environment.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    environment.filters["percent"] = lambda share: f"{share:.0%}" if wording.lang == "en" else f"{share * 100:.0f} %"
    environment.filters["data_uri"] = lambda jpeg: f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"
    return environment
