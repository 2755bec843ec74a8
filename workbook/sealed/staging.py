"""A finished file that waits beside its place until what must stand first is written."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from workbook.files.atomic import flush, new_file, refusal


@contextlib.contextmanager
def staged(target: Path, content: bytes) -> Iterator[Callable[[], None]]:
    """Write ``content`` beside ``target``; calling what is given puts it in place.

    Raises the refusals of writing before the body runs; what is not put in place is gone again.
    """
    with new_file(target) as (file, waiting):
        if target.exists():
            waiting.chmod(target.stat().st_mode & 0o7777)
        file.write(content)
        flush(file)
        file.close()

        def put_in_place() -> None:
            try:
                waiting.replace(target)
            except OSError as error:
                raise refusal(target, error) from error

        yield put_in_place
