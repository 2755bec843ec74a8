"""The scripts in Chromium, with what WPS and Office.js would have put there replaced by shims.

What this cannot show: that WPS and Excel load them, and what they hand over and show.
"""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros_py.catalogue.formulas import FORMULAS
from macros_py.catalogue.menu_choices import CHOICES
from macros_py.formulas.pipe import dispatch
from macros_py.web.server import Server
from tests.desk import set_up
from tests.formula_calls import DAY, EVERY
from tests.web.browser import Browser, browser, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {'、'.join(missing())}")

HOSTS = {
    "wps": """
        window.known = {};
        window.wps = {
          AddCustomFunction: (space, name, f, told) => { known[name] = [f, told]; },
          CreateTaskPane: (url) => (window.pane = { url, Visible: false }),
          Application: { ActiveWorkbook: { FullName: "/desk/案件台账.xlsx" } },
        };""",
    "office": """
        window.known = {};
        window.CustomFunctions = {
          associate: (id, f) => { known[id] = [f, {}]; },
          Error: class extends Error { constructor(code, text) { super(`${code} ${text}`); } },
          ErrorCode: { invalidValue: "#VALUE!" },
        };
        window.Office = { context: { document: { url: "/desk/案件台账.xlsx" } } };""",
}
ASK = """
    const [name, given] = arguments;
    return Promise.resolve().then(() => known[name][0](...given, { address: "A1" }))
      .catch((error) => String(error.message));"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        opened.before_each_page(
            'const host = new URLSearchParams(location.search).get("host");'
            + "".join(f'if (host === "{name}") {{{shim}}}' for name, shim in HOSTS.items())
        )
        yield opened


def rows(given: object) -> object:
    return given if isinstance(given, list) or given is None else [[given]]


@pytest.mark.parametrize("host", HOSTS)
def test_every_formula_gives_what_the_dispatcher_gives(
    tab: Browser, server: Server, host: str
) -> None:
    tab.open(f"{server.url}?host={host}")
    names = tab.run("return Object.keys(known)")
    assert names == [formula.name for formula in FORMULAS] == list(EVERY)
    for formula in FORMULAS:
        given = EVERY[formula.name]
        lacking = [None] * (len(formula.arguments) - len(given))
        found = tab.run(ASK, formula.name, [*given, *lacking])
        wanted = dispatch(formula.name, list(map(rows, given)))
        assert found == wanted, formula.name
        assert not str(wanted[0][0]).startswith("#"), formula.name


@pytest.mark.parametrize("host", HOSTS)
def test_what_cannot_be_computed_is_a_text_and_an_amount_an_error(
    tab: Browser, server: Server, host: str
) -> None:
    tab.open(f"{server.url}?host={host}")
    assert tab.run(ASK, "SLA_DUE", ["x", DAY]) == [["#未知环节"]]
    assert tab.run(ASK, "SLA_STATUS", [None] * 7) == [["#请写明参数"]]
    failed = tab.run(ASK, "QUARTER_PAYABLE", ["x"])
    assert failed == {"wps": "#数字无法识别", "office": "#VALUE! #数字无法识别"}[host]
    assert tab.run(ASK, "SLA_STATUS", ["接收", [[DAY], [DAY]], [["", ""]], DAY]) != [[""]]


@pytest.mark.parametrize("host", HOSTS)
def test_columns_long_and_whole(tab: Browser, server: Server, host: str) -> None:
    """12,000 rows, and a whole column of which 3 rows are used: the results as long as that."""
    tab.open(f"{server.url}?host={host}")
    script = """
        const [rows, used] = arguments, column = (value) =>
          Array.from({ length: rows }, (_, i) => [i < used ? value : ""]);
        return Promise.resolve()
          .then(() => known.SLA_STATUS[0]("接收", column(45299.4), column(""), 45301.4))
          .then((found) => [found.length, found[0][0], found[found.length - 1][0]]);"""
    assert tab.run(script, 12_000, 12_000) == [12_000, "逾期未办", "逾期未办"]
    assert tab.run(script, 1_048_576, 3) == [3, "逾期未办", "逾期未办"]


def test_wps_is_told_of_each_formula_and_opens_the_pane(tab: Browser, server: Server) -> None:
    tab.open(f"{server.url}?host=wps")
    told = tab.run("return Object.fromEntries(Object.entries(known).map(([n, k]) => [n, k[1]]))")
    for formula in FORMULAS:
        assert told[formula.name]["description"] == formula.text
        shown = [each["description"] for each in told[formula.name]["parameters"]]
        assert shown == [argument.text for argument in formula.arguments]
    tab.run('return OnAddinLoad({}) && OnAction({ Id: "jsjbPane" })')
    assert tab.run("return [pane.url, pane.Visible]") == [f"{server.url}pane.html", True]
    ribbon = server.pages["ribbon.xml"].content.decode()
    for name in re.findall(r'on(?:Load|Action)="(\w+)"', ribbon):
        assert tab.run(f"return typeof {name}") == "function"


def press(tab: Browser, label: str) -> None:
    script = """
        [...document.querySelectorAll("#jobs button")]
          .find((button) => button.textContent === arguments[0]).click();"""
    tab.wait('return document.querySelectorAll("#jobs button").length')
    tab.run(script, label)


def answer(tab: Browser, text: str) -> None:
    tab.wait('return !document.getElementById("question").hidden')
    script = """
        document.getElementById("answer").value = arguments[0];
        document.querySelector("#question button").click();"""
    tab.run(script, text)


def said(tab: Browser) -> str:
    """What the pane says once the job is done."""
    return str(
        tab.wait("""
            const text = document.getElementById("said").textContent;
            const busy = document.querySelector("#jobs button:disabled");
            return busy ? "" : text;""")
    )


def test_a_job_runs_from_the_pane(tab: Browser, server: Server, tmp_path: Path) -> None:
    """A button for each job; a question, an answer, and what the command line says."""
    ledger = set_up(tmp_path) / "案件台账.xlsx"
    for host in HOSTS:
        tab.open(f"{server.url}pane.html?host={host}")
        there = 'return document.getElementById("workbook").value'
        assert tab.wait(there) == "/desk/案件台账.xlsx"
    tab.open(f"{server.url}pane.html")
    tab.wait('return document.querySelectorAll("#jobs button").length')
    labels = 'return [...document.querySelectorAll("#jobs button")].map((b) => b.textContent)'
    assert tab.run(labels) == [choice.label for choice in CHOICES]
    tab.run('document.getElementById("workbook").value = arguments[0]', str(ledger))
    press(tab, "计算季度得分")
    answer(tab, "1")
    assert "74.67" in said(tab)
    (tmp_path / "pane.png").write_bytes(base64.b64decode(tab.picture()))


def test_what_files_say_is_text_in_the_pane(tab: Browser, server: Server) -> None:
    tab.open(f"{server.url}pane.html")
    path = "/x/<img src=x onerror=window.hit=1>.xlsx"
    tab.run('document.getElementById("workbook").value = arguments[0]', path)
    press(tab, "刷新时限（写回台账）")
    assert "<img src=x" in said(tab)
    assert tab.run("return [window.hit, document.images.length]") == [None, 0]


def test_a_page_of_another_origin_gets_nothing(
    tab: Browser, server: Server, tmp_path: Path
) -> None:
    """It knows the token, and yet neither computes nor reads; nor can it frame the pane."""
    page = tmp_path / "other.html"
    page.write_text("<!doctype html><title>other</title>", "utf-8")
    tab.open(page.as_uri())
    script = """
        const [url, kind] = arguments;
        const body = JSON.stringify({ name: "RMB_UPPER", arguments: [[[1]]] });
        return fetch(url + "formula", { method: "POST", headers: { "Content-Type": kind }, body })
          .then((answer) => answer.text()).catch((error) => error.name);"""
    assert tab.run(script, server.url, "application/json") == "TypeError"
    assert tab.run(script, server.url, "text/plain") == "TypeError"
    framed = """
        const frame = document.createElement("iframe");
        return new Promise((done) => {
          frame.onload = () => { try { done(frame.contentDocument.title); } catch { done(""); } };
          frame.src = arguments[0] + "pane.html";
          document.body.append(frame);
        });"""
    assert tab.run(framed, server.url) != "接诉即办"
