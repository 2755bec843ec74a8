"""The digitally signed PDF, read back by poppler's pdfsig and by pyHanko's validator."""

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from macros_py.jobs import signing_jobs
from macros_py.rules.terms.errors import SignError
from tests import office
from tests.oracle.command import run
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter
from workbook.files.pdf_signature import Certificate, CertificateError

pytest.importorskip("pyhanko", reason="extra pdf-sign is not installed")
PDFSIG, PDFTOTEXT = shutil.which("pdfsig"), shutil.which("pdftotext")


def certificate(path: Path, name: str, password: str = "密码") -> Path:
    """A certificate that ``name`` signed for themself."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2099, 12, 31, tzinfo=dt.UTC))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(password.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"jsjb", key, made, None, locked))
    return path


@pytest.fixture(scope="module")
def half(signed_once: Quarter, tmp_path_factory) -> Quarter:
    quarter = signed_once.copy(tmp_path_factory.mktemp("pdf"))
    certificate(quarter.folder / "head.p12", "Wang Wu")
    certificate(quarter.folder / "staff.p12", "Zhao Liu")
    return quarter


def signed_by(quarter: Quarter, role: str, name: str, file: str) -> Path | None:
    key = quarter.folder / file
    files = quarter.settlement, quarter.evaluation
    return signing_jobs.sign(*files, role, name, NOW, certificate=(key, "密码", "")).pdf


@office.needs_office
@pytest.mark.skipif(PDFSIG is None, reason="pdfsig (poppler-utils) is not installed")
def test_both_signatures_hold_for_an_independent_reader(
    half: Quarter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One signs from the command line."""
    quarter = half.copy(tmp_path)
    command = ["sign", quarter.settlement, quarter.evaluation, "--role", STAFF, "--name", "赵六"]
    command += ["--p12", quarter.folder / "staff.p12", "--p12-password-env", "JSJB_TEST_P12"]
    command += ["--clock-confirmed"]
    monkeypatch.delenv("JSJB_TEST_P12", raising=False)
    refused = run(*command)
    assert (refused.exit_code, "JSJB_TEST_P12" in refused.stderr) == (2, True)
    monkeypatch.setenv("JSJB_TEST_P12", "密码")
    done = run(*command, "--json")
    assert done.exit_code == 0
    pdf = Path(done.document["pdf"])
    assert signed_by(quarter, HEAD, "王五", "head.p12") == pdf
    assert signing_jobs.verify_pdf(pdf, quarter.evaluation).intact
    assert b"/ETSI.CAdES.detached" in pdf.read_bytes()
    said = subprocess.run(
        [str(PDFSIG), "-nocert", str(pdf)], capture_output=True, check=False, encoding="utf-8"
    ).stdout
    assert re.findall(r"Signer Certificate Common Name: (.*)", said) == ["Zhao Liu", "Wang Wu"]
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert "Total document signed" in said
    with pytest.raises(CertificateError, match="已有"):
        signed_by(quarter, HEAD, "王五", "head.p12")
    content = bytearray(pdf.read_bytes())
    content[200] ^= 1
    pdf.write_bytes(content)
    assert not signing_jobs.verify_pdf(pdf, quarter.evaluation).intact
    said = subprocess.run(
        [str(PDFSIG), "-nocert", str(pdf)], capture_output=True, check=False, encoding="utf-8"
    ).stdout
    assert "Signature is Valid." not in said


@pytest.mark.nightly
@office.needs_office
@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_pdf_holds_forms_and_bill_only(half: Quarter, tmp_path: Path) -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    quarter = half.copy(tmp_path)
    pdf = signed_by(quarter, STAFF, "赵六", "staff.p12")
    assert pdf is not None
    pages = subprocess.run(
        [str(PDFTOTEXT), str(pdf), "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout.split("\f")[:-1]
    titles = ["验收评价表（服务类）", "验收评价表（服务类）", "服务费验收结算单"]
    assert len(pages) == 3
    assert all(title in page for title, page in zip(titles, pages, strict=True))
    with pdf.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        trust = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
        status = validate_pdf_signature(signature, trust)
        assert (status.intact, status.valid, status.trusted) == (True, True, True)
        assert quarter.verify().content in str(signature.sig_object["/Reason"])
    assert quarter.verify().intact


@pytest.mark.nightly
@office.needs_office
def test_a_pdf_that_shows_something_else_is_never_signed(half: Quarter, tmp_path: Path) -> None:
    quarter = half.copy(tmp_path)
    pdf = signed_by(quarter, STAFF, "赵六", "staff.p12")
    assert pdf is not None
    mine = pdf.read_bytes()
    (other,) = office.convert([quarter.ledger], "pdf", tmp_path / "别的")
    foreign = Certificate.open(quarter.folder / "staff.p12", "密码").sign(
        other.read_bytes(), STAFF, "内容摘要"
    )
    for content in (other.read_bytes(), foreign, with_a_note(mine), b"%PDF-1.7 broken", b""):
        pdf.write_bytes(content)
        own = signed_by(quarter, HEAD, "王五", "head.p12")
        assert own is not None
        assert own.name == f"{pdf.stem}_{HEAD}.pdf"
        assert pdf.read_bytes() == content
        assert signing_jobs.verify_pdf(own, quarter.evaluation).intact
        assert not signing_jobs.verify_pdf(pdf, quarter.evaluation).intact
    pdf.write_bytes(mine)
    assert signed_by(quarter, HEAD, "王五", "head.p12") == pdf


def with_a_note(pdf: bytes) -> bytes:
    """Put a note over a page, as a program that edits a PDF does."""
    from pyhanko.pdf_utils import generic  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    name = generic.NameObject
    note = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/FreeText"),
            name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 300, 90))),
            name("/Contents"): generic.TextStringObject("应付 1 元"),
        }
    )
    page, _ = writer.find_page_for_modification(0)
    page.get_object().setdefault(name("/Annots"), generic.ArrayObject()).append(
        writer.add_object(note)
    )
    writer.update_container(page.get_object())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.nightly
@office.needs_office
def test_one_certificate_does_not_stand_for_two_people(half: Quarter, tmp_path: Path) -> None:
    quarter = half.copy(tmp_path)
    signed_by(quarter, STAFF, "赵六", "staff.p12")
    with pytest.raises(CertificateError, match=r"staff\.p12.*同一张证书"):
        signed_by(quarter, HEAD, "王五", "staff.p12")


@office.needs_office
def test_a_certificate_that_cannot_be_used_signs_nothing(half: Quarter, tmp_path: Path) -> None:
    quarter = half.copy(tmp_path)
    before = quarter.evaluation.read_bytes()
    files = quarter.settlement, quarter.evaluation, STAFF, "赵六", NOW
    for file, password in (("staff.p12", "不对"), ("案件台账.xlsx", ""), ("没有.p12", "")):
        with pytest.raises(CertificateError, match=re.escape(file)):
            signing_jobs.sign(*files, certificate=(quarter.folder / file, password, ""))
    with pytest.raises(SignError, match="不能重复签认"):
        signed_by(quarter, HEAD, "钱七", "head.p12")
    assert quarter.evaluation.read_bytes() == before


def test_without_the_extra_it_says_what_to_install(half: Quarter, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyhanko.sign.signers", None)
    with pytest.raises(CertificateError, match="pip install"):
        Certificate.open(half.folder / "staff.p12", "密码")


@pytest.mark.nightly
@office.needs_office
def test_a_time_service_that_does_not_answer_is_told_of(half: Quarter, tmp_path: Path) -> None:
    quarter = half.copy(tmp_path)
    files = quarter.settlement, quarter.evaluation
    key = quarter.folder / "staff.p12", "密码", "http://127.0.0.1:9/tsa"
    signed = signing_jobs.sign(*files, STAFF, "赵六", NOW, certificate=key)
    assert signed.pdf is None
    assert "时间戳服务" in signed.unprinted
    assert quarter.verify().intact
