"""The files of a dump: all objects of all buckets of Storage, through its API."""

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.world import SECRETS, Storage, World, serving, world

OBJECTS = {
    "photos": {f"{name}.jpg": name.encode() * 500 for name in ("a", "b/c", "d/e/f", "g h", "ü?#%+&'", "z" * 180)},
    "documents": {"empty": b"", ".hidden": b"1"},
    "nothing": {},
}


@pytest.fixture
def storage() -> Iterator[Storage]:
    with serving(Storage({bucket: dict(rows) for bucket, rows in OBJECTS.items()})) as made:
        yield made


@pytest.fixture
def job(tmp_path: Path, storage: Storage) -> World:
    return world(tmp_path, storage.url, PARTS="files")


def unpacked(job: World) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(job.plain("far", "files"))) as tar:
        return {row.name: (tar.extractfile(row) or io.BytesIO()).read() for row in tar}


def test_every_object_of_every_bucket_is_there_whatever_it_is_called(job: World) -> None:
    assert job.run() == (0, [])
    assert unpacked(job) == {
        f"{bucket}/{name}": text for bucket, rows in OBJECTS.items() for name, text in rows.items()
    }
    assert job.manifest("near")["files"] == 8


def test_every_request_carries_the_key_in_the_one_header_that_takes_it(job: World, storage: Storage) -> None:
    job.run()
    assert {key for _, key in storage.asked} == {SECRETS["STORAGE_KEY"]}


@pytest.mark.parametrize("page", [1, 2, 3, 6, 7])
def test_pages_end_where_the_vendor_says_so(job: World, storage: Storage, page: int) -> None:
    storage.page = page
    job.run()
    assert len(unpacked(job)) == 8
    lists = [path for path, _ in storage.asked if path == "object/list-v2/photos"]
    assert len(lists) == -(-6 // page)


@pytest.mark.parametrize("status", [400, 404])
def test_an_object_that_is_deleted_meanwhile_is_counted_and_no_failure(
    job: World, storage: Storage, status: int
) -> None:
    gone = b'{"statusCode":"404","error":"not_found","message":"Object not found"}'
    storage.answers = {"object/authenticated/photos/a.jpg": [(status, gone, {})]}
    assert job.run() == (0, [])
    assert "photos/a.jpg" not in unpacked(job)
    assert (job.manifest("far")["files"], job.manifest("far")["files_gone_meanwhile"]) == (7, 1)


@pytest.mark.parametrize("status", [503, 429])
def test_a_vendor_that_stumbles_is_asked_again(job: World, storage: Storage, status: int) -> None:
    storage.answers = {"object/authenticated/photos/a.jpg": [(status, b"", {})], "bucket": [(status, b"", {})]}
    assert job.run() == (0, [])
    assert len(unpacked(job)) == 8


def test_a_vendor_that_keeps_failing_is_believed_and_no_tar_arrives(job: World, storage: Storage) -> None:
    storage.answers = {"object/authenticated/photos/a.jpg": [(500, b"", {})] * 3}
    code, lines = job.run()
    assert code == 1
    assert lines == [
        "files: Storage to /object/authenticated/photos/a.jpg: HTTP Error 500: Internal Server Error",
    ]
    assert job.objects("near") == job.objects("far") == {}


@pytest.mark.parametrize("path", ["bucket", "object/list-v2/photos", "object/authenticated/documents/empty"])
def test_what_is_forbidden_is_not_tried_again(job: World, storage: Storage, path: str) -> None:
    storage.answers = {path: [(403, b'{"error":"Unauthorized"}', {})]}
    code, lines = job.run()
    assert (code, lines) == (1, [f"files: Storage to /{path}: HTTP Error 403: Forbidden"])
    assert [asked for asked, _ in storage.asked].count(path) == 1
    assert job.objects("near") == {}


def test_a_bucket_that_is_gone_between_two_questions_is_no_empty_bucket(job: World, storage: Storage) -> None:
    storage.answers = {"object/list-v2/photos": [(400, b'{"error":"not_found"}', {})]}
    assert job.run() == (1, ["files: Storage has no /object/list-v2/photos"])


def test_an_object_that_breaks_off_breaks_the_part(job: World, storage: Storage) -> None:
    storage.answers = {"object/authenticated/photos/a.jpg": [(200, b"half", {"Content-Length": "500"})]}
    code, lines = job.run()
    assert code == 1
    assert lines[0].startswith("files: ")
    assert job.objects("near") == {}


def test_the_key_is_sent_to_no_other_host(job: World, storage: Storage) -> None:
    with serving(Storage({})) as other:
        storage.answers = {"bucket": [(302, b"", {"Location": f"{other.url}/storage/v1/bucket"})]}
        code, lines = job.run()
    assert (code, other.asked) == (1, [])
    assert lines == ["files: Storage to /bucket: HTTP Error 302: Found"]


def test_a_vendor_that_is_not_there_is_said_to_be_away(job: World) -> None:
    job.given["STORAGE_URL"] = "http://127.0.0.1:9"
    code, lines = job.run()
    assert code == 1
    assert lines == ["files: Storage to /bucket: <urlopen error [Errno 111] Connection refused>"]
