"""A real digital signature in a PDF, with a certificate from a .p12 file; needs extra pdf-sign."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbook.files.regular_file import refuse_other_than_file
from workbook.values.refusals import WorkbookError

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

INSTALL = (
    '没有安装 PDF 数字签名组件；请先运行 pip install "jsjb[pdf-sign]"（或 pip install pyhanko）'
)


class CertificateError(WorkbookError):
    """The certificate cannot be used, or what uses it is not installed."""


@dataclass(frozen=True)
class Certificate:
    """A certificate with its private key, read and unlocked.

    ``time_service``: the address of a time stamp service (RFC 3161), ``""`` for none.
    """

    path: Path
    signer: "SimpleSigner"
    time_service: str = ""

    @classmethod
    def open(cls, path: Path, password: str, time_service: str = "") -> "Certificate":
        """Read a .p12 (.pfx) file; raises CertificateError saying why it cannot be used."""
        try:
            from pyhanko.sign.signers import SimpleSigner  # noqa: PLC0415  an extra
        except ImportError:
            raise CertificateError(INSTALL) from None
        if path.exists():
            refuse_other_than_file(path)
        try:
            signer = SimpleSigner.load_pkcs12_data(path.read_bytes(), [], password.encode())
        except OSError:
            raise CertificateError(f"{path.name}：证书文件不存在或无法读取") from None
        except ValueError:
            signer = None
        if signer is None:
            raise CertificateError(f"{path.name}：无法打开，密码不对或不是 .p12 证书文件")
        return cls(path, signer, time_service)

    def sign(self, pdf: bytes, field: str, reason: str) -> bytes:
        """Return the PDF with a PAdES signature added; earlier ones stay valid.

        ``field`` names the signature within the PDF. Raises CertificateError when it has one of
        that name, or one of this certificate, and where the time stamp service does not answer.
        """
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
        from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
        from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
        from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf  # noqa: PLC0415
        from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError  # noqa: PLC0415

        reader = PdfFileReader(io.BytesIO(pdf))
        if any(found.field_name == field for found in reader.embedded_signatures):
            raise CertificateError(f"PDF 上已有「{field}」的数字签名")
        mine = self.signer.signing_cert
        assert mine is not None
        used = [found.signer_cert.dump() for found in reader.embedded_signatures]
        if mine.dump() in used:
            message = f"{self.path.name}：这张证书已在 PDF 上签过名，两个角色不能用同一张证书"
            raise CertificateError(message)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        pades = SigSeedSubFilter.PADES
        metadata = PdfSignatureMetadata(field_name=field, reason=reason, subfilter=pades)
        stamper = HTTPTimeStamper(self.time_service) if self.time_service else None
        try:
            signed = sign_pdf(writer, metadata, signer=self.signer, timestamper=stamper)
        except (TimestampRequestError, OSError) as error:
            message = f"时间戳服务 {self.time_service} 没有应答，没有生成带数字签名的 PDF"
            raise CertificateError(message) from error
        return bytes(signed.getvalue())
