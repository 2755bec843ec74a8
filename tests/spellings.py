"""The ways in which people type a number that names a person."""

import unicodedata

MOBILES = (
    *("{}{}{}", "{} {} {}", "{}-{}-{}", "{}－{}－{}", "{}–{}–{}", "{}‑{}‑{}", "{}—{}—{}"),
    *("{}——{}——{}", "{}.{}.{}", "{}·{}·{}", "{}/{}/{}", "{}_{}_{}", "{}~{}~{}", "{},{},{}"),
    *("{} {}{}", "{}-{}{}", "{}{} {}", "{}{}-{}", "{} {}-{}", "{} - {} - {}", "{}  {}  {}"),
    *("{}\u3000{}\u3000{}", "{} {}\u3000{}", "{}\xa0{}\xa0{}", "{}\t{}\t{}", "{}\n{}\n{}"),
    *("{}\u200b{}\u200b{}", "\ufeff{}{}\u200d{}", "+86{}{}{}", "+86 {} {} {}", "＋86-{}{}{}"),
    *("0086{}{}{}", "0086-{}{}{}", "0086 {}-{}-{}", "86{}{}{}", "(+86){}{}{}", "（86） {}{}{}"),
    *(
        "0{}{}{}",
        "A{}{}{}",
        "微信{}{}{}abc",
        "{0}{1}{2}{0}{1}{2}",
        "{0}{1}{2}110105199003071234",
        "{0}{1}{2}/{0}{1}{2}",
    ),
)
"""Of the first three, the next four and the last four digits."""

LANDLINES = (
    *("{}{}{}", "{}-{}{}", "{} {}{}", "{}－{}{}", "({}){}{}", "（{}）{}{}", "（{}） {} {}"),
    *("({}) {} {}", "{}-{}-{}", "{}—{}{}", "{}/{}{}", "{}\u3000{}{}", "{}-{}{}转8001"),
)
"""Of area code, first digits and last four."""

LOCALS = (
    *("电话{}{}", "电话：{}{}", "座机{}-{}", "电话是{} {}", "联系{}{}", "联系电话为{}{}。"),
    *("拨打{}{}", "手机：13900001111，电话{}{}", "电话（家）{}{}", "电话85001234、{}{}"),
)
"""Of the first digits and last four of a number without area code: only where it is named."""

IDENTITIES = (
    *("{}{}{}", "{} {} {}", "{}-{}-{}", "{}－{}－{}", "{}—{}—{}", "{}\u3000{}  {}", "{}.{}.{}"),
    *("{}\u200b{}\u200b{}", "身份证号{}{}{}。", "ID{}{}{}", "{}{} {}"),
)
"""Of the first six, the day of birth and the last four."""


def wide(text: str) -> str:
    """Give the digits in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if c in "0123456789X" else c for c in text)


def bare(text: str) -> str:
    """Give the digits that can be read in a text, however they are spaced."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit() or c in "Xx*")
