"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

EvaluationFile = Annotated[Path, typer.Argument(metavar="EVAL", help="考核评价工作簿")]
AsJson = Annotated[bool, typer.Option("--json", help="只在标准输出打印一个 JSON")]
