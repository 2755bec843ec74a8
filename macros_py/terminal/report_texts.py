"""What the command line says of a report: the flow, the rates, and what the refresh found."""

from decimal import Decimal
from fractions import Fraction

from macros_py.desk.reports.blocks import Kind, Value, shown
from macros_py.desk.reports.word.look import FONTS
from macros_py.desk.reports.year import HEADERS, MONEY, SHARES
from macros_py.jobs.closing_lines import made_line, reported_lines
from macros_py.jobs.report import RatesTold, Reported, Year
from macros_py.rules.periods.rate_counts import RATES
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.rules.terms.money import exact_text
from macros_py.terminal.lines import say, say_banners, say_lines, say_problems, say_table
from workbook.values.text import masked


def show_year(year: Year) -> None:
    """Print the quarters, and where the workbook is."""
    say_banners(year.banners)
    say_table(
        ["季度", "状态", "平均分", *MONEY],
        [
            [each.quarter.label, *(_text(each.registered(name)) for name in HEADERS)]
            for each in year.quarters
        ],
    )
    say_table(
        ["季度", *(f"{name}按时率" for name in SHARES), *RATES],
        [
            [
                each.quarter.label,
                *(shown(each.on_time.get(name), Kind.SHARE) for name in SHARES),
                *(shown(each.rates.get(name), Kind.SHARE) for name in RATES),
            ]
            for each in year.quarters
        ],
    )
    say_problems(year.problems)
    if year.output:
        say(f"已生成 {year.output}")


def show_rate_table(told: RatesTold) -> None:
    """Print every grouping, the totals with and without 待复核, and where the workbook is."""
    table = told.table
    say_banners(table.judged.banners)
    say_lines(table.judged.notes)
    if table.study is not None:
        running = "（进行中）" if table.study.elapsed.running else ""
        say(f"{table.study.period.named}{running}")
    for key, found in table.groups.items():
        say_table(
            [GROUPINGS[key], "名次", "受理", "有效回访", *RATES, "环比（百分点）"],
            [
                [
                    each.name,
                    shown(each.rank, Kind.COUNT),
                    *(str(n) for n in (each.counts.received, each.counts.counted)),
                    *(shown(rate, Kind.SHARE) for rate in each.counts.rates),
                    shown(each.moved, Kind.POINTS),
                ]
                for each in found
            ],
        )
    say_table(
        ["合计", "有效回访", *RATES],
        [
            [name, str(counts.counted), *(shown(rate, Kind.SHARE) for rate in counts.rates)]
            for name, counts in (("全部", table.total), ("不含待复核", table.decided))
        ],
    )
    if table.schemes:
        say_table(
            ["评价口径", "满意率", "综合成绩"],
            [
                [
                    masked(scheme.name),
                    shown(scheme.satisfaction(table.total), Kind.SHARE),
                    shown(scheme.composite(table.total), Kind.SHARE),
                ]
                for scheme in table.schemes
            ],
        )
    say_problems(told.problems)
    if told.output:
        say(f"已生成 {told.output}")


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return exact_text(value) if isinstance(value, Fraction) else shown(value, Kind.TEXT)


def show_report(made: Reported) -> None:
    """Print the first sentences, the problems, what people have to look at, and the files."""
    say_banners(made.study.judged.banners)
    say_lines(reported_lines(made))
    say_problems(made.problems)
    for path in made.outputs:
        say(made_line(made, path))
    _say_fonts(made.missing_fonts)


def _say_fonts(missing: tuple[str, ...] | None) -> None:
    if missing is None:
        say(f"文档所用字体：{'、'.join(FONTS)}；电脑上没有的请先安装")
    elif missing:
        say(f"这台电脑没有文档所用的字体：{'、'.join(missing)}；安装后版面才与公文一致")
