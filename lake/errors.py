"""What can be wrong with a lake."""


class LakeError(Exception):
    """The lake can't be opened or written. The message names the place and the remedy, never a password."""


class NoLakeError(LakeError):
    """There is no lake at the place yet."""


class MissingFileError(LakeError):
    """A file that a catalog names is not there."""


class OldFormatError(LakeError):
    """The catalog is of an older format of DuckLake than the installed one writes."""
