"""The kit's documents: the project's own, each as one page that any browser shows and prints."""

import base64
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbook.files.atomic import write_bytes

DOCUMENTS = {
    "manual.zh-CN.md": "使用手册.html",
    "excel-buttons.zh-CN.md": "公式与按钮.html",
    "install-excel.zh-CN.md": "安装说明.html",
    "excel-acceptance.md": "实机验收.html",
}
"""Name in the folder of documents → name in the kit; one that is not there is left out."""

_PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; line-height: 1.6;
  font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
table {{ border-collapse: collapse; margin: 1em 0; }}
th, td {{ border: 1px solid #999; padding: .3em .6em; text-align: left; vertical-align: top; }}
code {{ background: #f2f2f2; padding: 0 .2em; }}
img {{ max-width: 100%; }}
@media print {{ body {{ margin: 0; font-size: 10pt; }} tr {{ break-inside: avoid; }} }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def write_documents(folder: Path, out: Path) -> list[Path]:
    """Write the documents of ``folder`` that are there into ``out``, and give them."""
    written = []
    for name, shown in DOCUMENTS.items():
        if (folder / name).is_file():
            write_bytes(out / shown, page(folder / name).encode())
            written.append(out / shown)
    return written


def page(document: Path) -> str:
    """Give a document as a page that stands alone: its pictures inside, links to what is beside it.

    A link that leads out of the kit is left as its text.
    """
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(document.read_text("utf-8"))
    for token in tokens:
        token.children = list(_inside(token.children or [], document.parent))
    body = markdown.renderer.render(tokens, markdown.options, {})
    return _PAGE.format(title=DOCUMENTS[document.name].removesuffix(".html"), body=body)


def _inside(tokens: list[Token], folder: Path) -> Iterator[Token]:
    kept: list[bool] = []
    for token in tokens:
        if token.type == "image":
            picture = (folder / str(token.attrs["src"])).read_bytes()
            token.attrs["src"] = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
        elif token.type == "link_open":
            target = DOCUMENTS.get(str(token.attrs["href"]), "")
            kept.append(bool(target) and (folder / str(token.attrs["href"])).is_file())
            token.attrs["href"] = target
        if token.type not in {"link_open", "link_close"} or kept[-1]:
            yield token
        if token.type == "link_close":
            kept.pop()
