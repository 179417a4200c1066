"""The lake's Parquet files as files: copied byte for byte from one place to another."""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from pyarrow import fs

from lake.location import LakeLocation
from lake.opening import KEYS

AT_ONCE = 8
"""Files that are under way at any moment."""


def copy_files(source: LakeLocation, target: LakeLocation, sizes: Mapping[str, int]) -> int:
    """Copy those of the files that the target lacks, by name and size; return how many that were.

    `sizes` has the bytes of each file by its path below the lake's data path.
    """
    (read, read_root), (write, write_root) = file_system(source), file_system(target)
    there = file_sizes(target)
    missing = [path for path, size in sizes.items() if there.get(path) != size]
    if not target.is_in_object_store:
        for folder in {path.rpartition("/")[0] for path in missing}:
            write.create_dir(f"{write_root}/{folder}")

    def copy(path: str) -> None:
        fs.copy_files(
            f"{read_root}/{path}", f"{write_root}/{path}", source_filesystem=read, destination_filesystem=write
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(copy, missing):
            pass
    return len(missing)


def file_sizes(location: LakeLocation) -> dict[str, int]:
    """Return the bytes of every file at the lake's data path, by its path below that."""
    system, root = file_system(location)
    found: Iterable[fs.FileInfo] = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    return {one.path.removeprefix(f"{root}/"): one.size for one in found if one.is_file}


def file_system(location: LakeLocation, *, may_make_bucket: bool = False) -> tuple[fs.FileSystem, str]:
    """Return the file system of the lake's data path, and the path in it."""
    if not location.is_in_object_store:
        return fs.LocalFileSystem(), str(location.data)
    store = location.store
    system = fs.S3FileSystem(
        access_key=os.environ[KEYS["KEY_ID"]],
        secret_key=os.environ[KEYS["SECRET"]],
        session_token=os.environ.get(KEYS["SESSION_TOKEN"]),
        region=store.region,
        scheme="https" if store.use_ssl else "http",
        endpoint_override=store.endpoint or None,
        force_virtual_addressing=store.url_style == "vhost",
        allow_bucket_creation=may_make_bucket,
    )
    return system, str(location.data).removeprefix("s3://")
