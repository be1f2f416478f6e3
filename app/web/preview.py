"""The newsletter before it goes out: at ``/preview/`` of ``trifold serve``, and nowhere else."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, abort, current_app, g, request

from app.config import load_config
from app.errors import NewsletterError
from app.newsletter.export import plan_letter, render_mail
from app.newsletter.lint import check_mail
from app.newsletter.lint.model import Weight, error, in_order
from app.newsletter.lint.support import program_names
from app.newsletter.message import sender_of
from app.newsletter.providers import load_providers
from app.newsletter.select import Choice
from app.web.current import current_snapshot
from app.web.hosts import refuse_other_hosts
from app.web.render import HTML, render_with_ours
from app.web.static_files import static_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.content.model import Issue
    from app.library.current import Snapshot
    from app.newsletter.export import Mail
    from app.newsletter.letter import Letter
    from app.newsletter.lint.model import Report
    from app.newsletter.providers import Provider

_KEY = "trifold-preview"
_HERE = Path(__file__).parent
#: The page loads our own files alone, and shows the mail in a frame.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: A mail brings its own styles and may show pictures; it runs nothing and is nobody's page.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {pictures}; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_DARK = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL)
_SCHEMES = re.compile(r'(<meta name="(?:color-scheme|supported-color-schemes)" content=")[^"]*')
#: Posts that the list offers below the issues.
_RECENT = 10
_KEPT = 8

preview = Blueprint("preview", __name__, url_prefix="/preview")
preview.before_request(refuse_other_hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A mail as it would go out now, with what a check finds."""

    letter: Letter
    mail: Mail
    #: Whose tags are in it.
    provider: Provider | None
    report: Report
    #: The site's public address, which the mail's links begin with.
    public: str
    #: Whom an inbox names.
    sender: str
    #: Changes with every byte of the mail.
    digest: str

    def file(self, ending: str) -> bytes | None:
        """Return what an export writes with this *ending*; None when it writes no such file."""
        return self.mail.files().get(f"{self.mail.name}.{ending}")

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of the files that an export writes."""
        return tuple(name.rpartition(".")[2] for name in self.mail.files())


class Proofs:
    """Makes each proof once for a state of the site."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._made: dict[tuple[str, str, str], Proof] = {}

    def proof(self, snapshot: Snapshot, name: str, provider: str) -> Proof | None:
        """Return the mail called *name*, an issue or a post; None when there is neither."""
        key = snapshot.name, name, provider
        with self._lock:
            made = self._made.get(key) or self._make(snapshot, name, provider)
            if made is not None:
                self._made[key] = made
                for old in list(self._made)[:-_KEPT]:
                    del self._made[old]
        return made

    def _make(self, snapshot: Snapshot, name: str, provider: str) -> Proof | None:
        issue = next((issue for issue in snapshot.issues if issue.name == name), None)
        if issue is None and snapshot.shown.post_called(name) is None:
            return None
        # A mail is read elsewhere: its links lead to the public site, not to this server.
        config = load_config(snapshot.config.root, url=self._url)
        visible = replace(snapshot, library=replace(snapshot.library, config=config))
        whom = load_providers().get(provider)
        try:
            return _proof(visible, issue, name, whom)
        except NewsletterError as problem:
            # A draft is among its posts, say: an author wants to see it all the same.
            everything = replace(snapshot.shown, config=config)
            proof = _proof(replace(snapshot, library=everything), issue, name, whom)
            findings = in_order((error("posts", str(problem)), *proof.report.findings))
            return replace(proof, report=replace(proof.report, findings=findings))


def _proof(snapshot: Snapshot, issue: Issue | None, name: str, whom: Provider | None) -> Proof:
    library, body_of = snapshot.library, snapshot.body_of
    choice = Choice() if issue else Choice(slugs=(name,))
    letter = plan_letter(library, body_of, choice, issue=issue, hidden=snapshot.hidden)
    mail = render_mail(letter, library, body_of, provider=whom)
    sender = sender_of(library.config)
    return Proof(
        letter=letter,
        mail=mail,
        provider=whom,
        report=check_mail(mail, letter, library, body_of, provider=whom),
        public=library.config.url,
        sender=sender.display_name or sender.addr_spec,
        digest=hashlib.sha256(b"".join(mail.files().values())).hexdigest()[:12],
    )


def mount_preview(app: Flask, *, url: str | None = None) -> None:
    """Show the newsletter at ``/preview/`` of *app*; *url* overrides the one in site.toml."""
    app.extensions[_KEY] = Proofs(url)
    app.register_blueprint(preview)


@preview.get("/")
def list_mails() -> Response:
    """List what can be seen: every issue, and the newest posts."""
    snapshot = current_snapshot()
    posts = snapshot.shown.posts[:_RECENT]
    return _page("preview_list.html", issues=snapshot.issues, posts=posts)


@preview.get("/<name>/")
def show_mail(name: str) -> Response:
    """Show one mail from every side."""
    proof = _proof_of(name)
    view = _view(request.args)
    return _page(
        "preview.html",
        proof=proof,
        name=name,
        view=view,
        frame=view | {"v": proof.digest},
        providers=tuple(load_providers().values()),
        programs=program_names(),
        counts=[(weight, proof.report.count(weight)) for weight in Weight],
    )


@preview.get("/<name>/mail.html")
def show_html(name: str) -> Response:
    """Give the mail's HTML to the byte, or as one of the frames shows it."""
    proof = _proof_of(name)
    # Not a byte more: the script of the preview stays out.
    g.is_exact = True
    if request.args.keys() - {"for"}:
        shown = frame_html(proof.mail.html, _view(request.args), proof.public, _local())
        html = shown.encode()
    else:
        html = proof.file("html") or abort(404)
    is_bare = request.args.get("pictures") == "off"
    g.own_policy = _MAIL_POLICY.format(pictures="'none'" if is_bare else "'self' https: data:")
    return Response(html, content_type=HTML)


@preview.get("/<name>/mail.<any(txt, md, eml):ending>")
def show_file(name: str, ending: str) -> Response:
    """Give another file of an export: plain text, Markdown, or the message for a mail program."""
    data = _proof_of(name).file(ending) or abort(404)
    if ending == "eml":
        headers = {"Content-Disposition": "attachment"}
        return Response(data, content_type="message/rfc822", headers=headers)
    return Response(data, content_type="text/plain; charset=utf-8")


@preview.get("/preview.css")
def show_style() -> Response:
    """Send the look of these pages."""
    data = (_HERE / "preview.css").read_bytes()
    return Response(data, content_type="text/css; charset=utf-8")


@preview.get("/preview.js")
def show_script() -> Response:
    """Send what copies."""
    data = (_HERE / "preview.js").read_bytes()
    return Response(data, content_type="text/javascript; charset=utf-8")


def frame_html(html: str, view: Mapping[str, str], public: str, local: str) -> str:
    """Return *html* as a client would show it that is as *view* says.

    Whatever the browser at hand prefers, the frame is light or dark as asked. Links to the site and
    its pictures come from this server, where the newest words are.
    """
    is_dark = view["scheme"] == "dark"
    html = _DARK.sub("(min-width: 0)" if is_dark else "(max-width: 0)", html)
    html = _SCHEMES.sub(rf"\g<1>{view['scheme']}", html)
    if view["styles"] == "off":
        html = _STYLE.sub("", html)
    html = re.sub(rf'(\s(?:href|src)="){re.escape(public)}(?=[/"])', rf"\g<1>{local}", html)
    return html.replace("<head>", '<head><base target="_blank">', 1)


def _proof_of(name: str) -> Proof:
    proofs = cast("Proofs", current_app.extensions[_KEY])
    return proofs.proof(current_snapshot(), name, request.args.get("for", "")) or abort(404)


def _local() -> str:
    """Return what takes the place of the public site in an address: nothing, or a base path."""
    return current_snapshot().config.base_path


def _view(given: Mapping[str, str]) -> dict[str, str]:
    """Return how to look at a mail; what is not understood is as usual."""
    return {
        "scheme": "dark" if given.get("scheme") == "dark" else "light",
        "pictures": "off" if given.get("pictures") == "off" else "on",
        "styles": "off" if given.get("styles") == "off" else "on",
        "for": name if (name := given.get("for", "")) in load_providers() else "",
    }


def _page(template: str, **values: object) -> Response:
    config = current_snapshot().config

    def preview_path(name: str = "", file: str = "", **query: str) -> str:
        address = f"/preview/{quote(name, safe='')}/" if name else "/preview/"
        asked = urlencode({key: value for key, value in query.items() if value})
        return config.path(f"{address}{file}") + (f"?{asked}" if asked else "")

    def static(name: str) -> str:
        return config.path(static_address(name))

    g.own_policy = _PAGE_POLICY
    common = {"preview_path": preview_path, "static": static, "path": config.path, "site": config}
    data = render_with_ours(template, **common, **values)
    return Response(data, content_type=HTML)
