"""Whatever a person typed is masked in a score, the name of a sheet as well."""

from dataclasses import asdict, replace

from macros_py.inputs.masked_results import masked_score
from tests.macros_py.rules.records import Event, Form
from tests.macros_py.rules.scoring.scored import score

PHONE = "13812345678"


def test_no_text_of_a_score_holds_a_telephone_number() -> None:
    subject = f"甲组{PHONE}"
    form = Form(subject, opinion=f"来电{PHONE}")
    event = Event(subject=subject, description=PHONE, confirmed_by=f"王{PHONE}", case_id=PHONE)
    there = f"附件2 {PHONE}!B5"
    found = score(form, events=(replace(event, cell=there, cells={"说明": there}),))
    assert PHONE in str(asdict(found))
    told = asdict(masked_score(found))
    assert PHONE not in str(told)
    assert told["forms"][0]["events"][0]["cell"] == "附件2 138****5678!B5"
