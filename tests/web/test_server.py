"""The server answers who knows the token, from its own page, and nobody else."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from macros_py.catalogue.formulas import FORMULAS
from macros_py.catalogue.menu_choices import CHOICES
from macros_py.terminal.serve_commands import job, kept_token
from macros_py.web.server import ADDRESS, MOST, Server
from tests.desk import set_up

JSON = {"Content-Type": "application/json"}
UPPER = {"name": "RMB_UPPER", "arguments": [[[536230]]]}


def ask(
    server: Server,
    path: str,
    question: object = None,
    headers: dict[str, str] | None = None,
    method: str | None = None,
) -> tuple[int, bytes]:
    """Ask what stands below the token, or at a whole path."""
    whole = path if path.startswith("/") else f"/{server.token}/{path}"
    body = question if isinstance(question, bytes) else json.dumps(question).encode()
    line = http.client.HTTPConnection(ADDRESS, server.server_port, timeout=600)
    try:
        method = method or ("GET" if question is None else "POST")
        sent = {**({} if question is None else JSON), **(headers or {})}
        line.request(method, whole, None if question is None else body, sent)
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def test_a_formula_is_computed(server: Server) -> None:
    status, content = ask(server, "formula", UPPER)
    assert (status, json.loads(content)) == (200, [["人民币伍拾叁万陆仟贰佰叁拾元整"]])
    amount = {"name": "QUARTER_PAYABLE", "arguments": [[["x"]], None]}
    status, content = ask(server, "formula", amount)
    assert json.loads(content) == [[{"error": "#VALUE!", "text": "#数字无法识别"}]]


def test_it_listens_on_this_pc_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    with socket.socket(socket.AF_INET6) as other:
        assert other.connect_ex(("::1", server.server_port)) != 0


@pytest.mark.parametrize(
    "path", ["/", "/formula", "/other/formula", "/the-toke/formula", "/the-tokenx/formula", "//"]
)
def test_without_the_token_there_is_nothing(server: Server, path: str) -> None:
    assert ask(server, path, UPPER) == (404, b"Not Found")
    assert ask(server, path) == (404, b"Not Found")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "localhost"},
    ],
    ids=str,
)
def test_another_page_or_name_is_refused(server: Server, headers: dict[str, str]) -> None:
    """With the token too: a page of elsewhere whose name leads to this PC, another port's page."""
    assert ask(server, "formula", UPPER, headers)[0] == 403
    assert ask(server, "pane.html", None, headers)[0] == 403


def test_nothing_is_offered_to_other_origins(server: Server) -> None:
    assert ask(server, "formula", UPPER, method="OPTIONS")[0] == 501
    assert ask(server, "formula", UPPER, {"Content-Type": "text/plain"})[0] == 415
    line = http.client.HTTPConnection(ADDRESS, server.server_port, timeout=600)
    line.request("GET", f"/{server.token}/pane.html")
    answer = line.getresponse()
    answer.read()
    line.close()
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "http" not in json.dumps({k: v for k, v in answer.headers.items() if k != "Server"})


@pytest.mark.parametrize(
    "question",
    [
        b"{",
        b"[]",
        b"1",
        b"\xff",
        {"name": "eval", "arguments": []},
        {"name": "RMB_UPPER", "arguments": "x"},
        {"name": ["RMB_UPPER"], "arguments": []},
        {"name": "RMB_UPPER"},
    ],
)
def test_a_question_of_another_shape_is_refused_and_the_next_answered(
    server: Server, question: object
) -> None:
    assert ask(server, "formula", question)[0] == 400
    assert ask(server, "formula", UPPER)[0] == 200


@pytest.mark.parametrize(
    "question",
    [
        {"number": 0, "workbook": "/x/a.xlsx", "answers": []},
        {"number": len(CHOICES) + 1, "workbook": "/x/a.xlsx", "answers": []},
        {"number": "1", "workbook": "/x/a.xlsx", "answers": []},
        {"number": 1, "answers": []},
        {"number": 1, "workbook": "/x/a.xlsx", "answers": "x"},
    ],
)
def test_a_job_of_another_shape_is_refused(server: Server, question: object) -> None:
    assert ask(server, "job", question)[0] == 400


def test_too_much_is_refused_before_it_is_read(server: Server) -> None:
    assert ask(server, "formula", UPPER, {"Content-Length": str(MOST + 1)})[0] == 413
    assert ask(server, "formula", UPPER, {"Content-Length": "x"})[0] in (400, 411)
    assert ask(server, "nothing", UPPER)[0] == 404


@pytest.mark.parametrize("path", ["../server.py", "%2e%2e/server.py", "server.py", "pages/main.js"])
def test_only_its_pages_are_given(server: Server, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_the_catalogue_is_shown_whole(server: Server) -> None:
    functions = json.loads(ask(server, "functions.json")[1])["functions"]
    assert [each["name"] for each in functions] == [formula.name for formula in FORMULAS]
    jobs = json.loads(ask(server, "jobs.json")[1])
    assert jobs == [[choice.group, choice.label] for choice in CHOICES]
    status, page = ask(server, "")
    assert (status, page) == ask(server, "index.html")
    assert "接诉即办" in page.decode()


def number(label: str) -> int:
    return next(n for n, choice in enumerate(CHOICES, 1) if choice.label == label)


def said(found: dict[str, Any]) -> str:
    return str(found["said"])


def test_a_job_asks_what_it_needs_and_then_runs(tmp_path: Path) -> None:
    ledger = str(set_up(tmp_path) / "案件台账.xlsx")
    score = number("计算季度得分")
    assert job(score, ledger, []) == {"ask": "哪个季度？（如 1）"}
    found = job(score, ledger, ["1"])
    assert found["code"] == 1  # some events are not decided yet
    assert "74.67" in said(found)
    (tmp_path / "考核评价2.xlsx").write_bytes((tmp_path / "考核评价.xlsx").read_bytes())
    asked = str(job(score, ledger, [])["ask"])
    assert asked.startswith("有几个考核评价，用哪一个？")
    assert job(score, ledger, ["1"]) == {"ask": "哪个季度？（如 1）"}


def test_a_folder_can_be_given_before_there_is_a_ledger(tmp_path: Path) -> None:
    assert job(number("新建空白台账"), str(tmp_path), [])["code"] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["案件台账.xlsx"]


def test_an_answer_is_never_a_program(tmp_path: Path) -> None:
    ledger = str(set_up(tmp_path) / "案件台账.xlsx")
    before = sorted(tmp_path.iterdir())
    found = job(number("计算季度得分"), ledger, ["1; touch x"])
    assert found["code"] == 2
    assert sorted(tmp_path.iterdir()) == before
    assert said(job(number("签认"), ledger, ["1", "", ""])) == "没有做：有一项没有填"
    assert said(job(1, "案件台账.xlsx", [])) == "请先填台账的完整路径"


def test_a_refusal_names_the_job_and_nothing_personal(tmp_path: Path) -> None:
    set_up(tmp_path)
    path = tmp_path / "台账13812345678.xlsx"
    found = job(number("刷新时限（写回台账）"), str(path), [])
    assert found["code"] == 2
    assert "13812345678" not in said(found)


def test_the_token_is_kept_and_nobody_else_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "jsjb" / "serve.token"
    token = kept_token(file)
    assert kept_token(file) == token
    assert len(token) >= 32
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "macros_py", "serve", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as running:
        assert running.stdout is not None
        url = next(line for line in running.stdout if "WPS" in line).split()[-1]
        _, _, place, token, _ = url.split("/")
        assert token == (tmp_path / "jsjb" / "serve.token").read_text()
        line = http.client.HTTPConnection(place, timeout=600)
        line.request("POST", f"/{token}/formula", json.dumps(UPPER), JSON)
        assert line.getresponse().status == 200
        line.close()
        second = subprocess.run(
            [*command[:-1], place.partition(":")[2]],
            cwd=root,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert second.returncode == 2
        assert "用不了（可能已在运行）" in second.stderr
        running.send_signal(signal.SIGINT)
        assert "已结束" in running.stdout.read()
    assert running.returncode == 0
