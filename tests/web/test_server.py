"""What a server that loads the application relies on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.values import post_text, write_site

ROOT = Path(__file__).resolve().parent.parent.parent


def run_python(code, **environ):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_importing_the_application_reads_no_content_and_starts_no_thread(tmp_path):
    code = (
        "import os, sys, threading\n"
        "opened = []\n"
        "def look(event, args):\n"
        "    if event == 'open' and str(args[0]).startswith(os.environ['TRIFOLD_CONTENT']):\n"
        "        opened.append(args[0])\n"
        "sys.addaudithook(look)\n"
        "import wsgi\n"
        "assert callable(wsgi.app)\n"
        "print(opened, threading.active_count(), 'premailer' in sys.modules)\n"
    )
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("A")})

    assert run_python(code, TRIFOLD_CONTENT=str(tmp_path)).split() == ["[]", "1", "False"]


def test_a_first_answer_loads_no_more_than_it_needs(tmp_path):
    code = (
        "import gc, sys, wsgi\n"
        "client = wsgi.app.test_client()\n"
        "assert gc.get_freeze_count() > 10_000\n"
        "assert client.get('/archive/').status_code == 200\n"
        "unwanted = {'PIL', 'liquid', 'lxml', 'markdown', 'premailer', 'urllib.request', 'yaml'}\n"
        "print(*unwanted & set(sys.modules))\n"
    )
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("A")})

    assert run_python(code, TRIFOLD_CONTENT=str(tmp_path)).split() == []


def test_wsgi_serves_the_folder_that_the_environment_names(tmp_path):
    write_site(tmp_path, {"posts/2026-10-01-a.md": post_text("Named by the environment")})
    code = "import wsgi; print(wsgi.app.test_client().get('/').get_data(as_text=True))"

    assert "Named by the environment" in run_python(code, TRIFOLD_CONTENT=str(tmp_path))


def test_two_processes_give_the_same_bytes(tmp_path):
    write_site(
        tmp_path,
        {
            f"posts/2026-10-{day:02}-p{day}.md": post_text(
                f"Post {day}", f"2026-10-{day:02}", categories="ai jobs x y z", tags="[b, a, c]"
            )
            for day in range(1, 12)
        },
    )
    code = (
        "import wsgi, hashlib\n"
        "client = wsgi.app.test_client()\n"
        "for path in ('/', '/posts/p1/', '/archive/', '/rss.xml', '/atom.xml', '/feed.json',"
        " '/category/ai/rss.xml', '/category/jobs/atom.xml'):\n"
        "    answer = client.get(path)\n"
        "    digest = hashlib.sha256(answer.data).hexdigest()\n"
        "    print(path, answer.status_code, digest, answer.headers['X-Snapshot'])\n"
    )

    first = run_python(code, TRIFOLD_CONTENT=str(tmp_path), PYTHONHASHSEED="1", TZ="UTC")
    second = run_python(code, TRIFOLD_CONTENT=str(tmp_path), PYTHONHASHSEED="2", TZ="Asia/Tokyo")

    assert first == second
    assert first.count(" 200 ") == 8
