"""Reading a file of page views in a test's own connection."""

from sources.page_view import read_parts


def read_requests(connection, path, form, **beginning):
    """Open part after part of `path`: each time, the relation `request` holds the next records; yield their number."""
    for part in read_parts(path, form, **beginning):
        part.open(connection)
        yield connection.execute("SELECT count(*) FROM request").fetchone()[0]
