"""The lake's Parquet files as files: copied byte for byte from one place to another."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from pyarrow import fs

from lake.errors import LakeError, MissingFileError
from lake.location import LakeLocation
from lake.opening import KEYS

AT_ONCE = 8
"""Files that are under way at any moment."""

PIECE = 8 << 20
"""Bytes read at once."""

UNFINISHED = ".unfinished"
"""End of the name of a file in a folder that is not whole yet."""

Folder = tuple[fs.FileSystem, str]
"""A file system and a path in it."""


def copy_files(
    source: LakeLocation,
    target: LakeLocation,
    sizes: Mapping[str, int],
    digests: Mapping[str, str] | None = None,
    *,
    afresh: bool = False,
) -> dict[str, str]:
    """Copy those of the files that the target lacks, by name and size; return the SHA-256 of each that was copied.

    `afresh`: all of them. `sizes` has the bytes of each file by its path below the lake's data path. LakeError where a
    file is not there, or is not what `digests` say.
    """
    there = {} if afresh else file_sizes(target)
    missing = [path for path, size in sizes.items() if there.get(path) != size]
    return copy_all(file_system(source), file_system(target), missing, digests or {})


def copy_all(source: Folder, target: Folder, paths: Iterable[str], digests: Mapping[str, str]) -> dict[str, str]:
    """Copy the files `paths`, which appear under their names when they are whole; return the SHA-256 of each."""
    (_, read_root), (write, write_root) = source, target
    wanted = list(paths)
    if isinstance(write, fs.LocalFileSystem):
        for folder in {path.rpartition("/")[0] for path in wanted}:
            write.create_dir(f"{write_root}/{folder}")

    def copy(path: str) -> str:
        try:
            found = _copy(source, target, path)
        except FileNotFoundError as error:
            raise MissingFileError(f"{read_root}/{path}: this file is missing") from error
        if digests.get(path, found) != found:
            write.delete_file(f"{write_root}/{path}")
            raise LakeError(f"{read_root}/{path}: this file is damaged: its SHA-256 is {found}, not {digests[path]}")
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(copy, wanted), strict=True))


def _copy(source: Folder, target: Folder, path: str) -> str:
    (read, read_root), (write, write_root) = source, target
    digest, name = hashlib.sha256(), f"{write_root}/{path}"
    # An object is there when its upload ends, a file from its first byte.
    aside = f"{name}{UNFINISHED}" if isinstance(write, fs.LocalFileSystem) else name
    with (  # bytes as they are: by default a name that ends in .gz is unpacked
        read.open_input_stream(f"{read_root}/{path}", compression=None) as old,
        write.open_output_stream(aside, compression=None) as new,
    ):
        while piece := old.read(PIECE):
            digest.update(piece)
            new.write(piece)
    if aside != name:
        write.move(aside, name)
    return digest.hexdigest()


def file_sizes(location: LakeLocation) -> dict[str, int]:
    """Return the bytes of every file at the lake's data path, by its path below that."""
    return {path: info.size for path, info in listing(file_system(location)).items()}


def listing(folder: Folder) -> dict[str, fs.FileInfo]:
    """Return every whole file of `folder`, by its path below it; none where there is no such folder."""
    system, root = folder
    found: Iterable[fs.FileInfo] = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    files = {one.path.removeprefix(f"{root}/"): one for one in found if one.is_file}
    return {path: info for path, info in files.items() if not path.endswith((UNFINISHED, ".part"))}


def sweep(folder: Folder) -> None:
    """Remove what was killed while it was written, and empty folders. Nobody else may write there meanwhile."""
    system, root = folder
    if not isinstance(system, fs.LocalFileSystem):
        return  # an object is there when its upload ends
    for path, _, names in os.walk(root, topdown=False):
        for name in names:
            if name.endswith(UNFINISHED):
                Path(path, name).unlink()
        with suppress(OSError):  # not empty
            Path(path).rmdir()


def remove_folder(folder: Folder) -> None:
    """Remove `folder` and all that it holds, deepest first: some stores have folders as objects that must be empty."""
    system, root = folder
    found = system.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    for info in sorted(found, key=lambda info: (not info.is_file, -info.path.count("/"))):
        (system.delete_file if info.is_file else system.delete_dir)(info.path)
    if system.get_file_info(root).type == fs.FileType.Directory:
        system.delete_dir(root)


def file_system(location: LakeLocation, *, may_make_bucket: bool = False) -> Folder:
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
