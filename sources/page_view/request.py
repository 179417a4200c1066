"""What every format gives: page requests, in the columns of `REQUEST_COLUMNS`."""

from dataclasses import dataclass
from typing import Literal

REQUEST_COLUMNS: dict[str, str] = {
    "position": "BIGINT",
    "line": "VARCHAR",
    "is_readable": "BOOLEAN",
    "is_page_request": "BOOLEAN",
    "event_key": "VARCHAR",
    "visitor_key": "VARCHAR",
    "visitor_key_persists": "BOOLEAN",
    "address": "VARCHAR",
    "user_agent": "VARCHAR",
    "country": "VARCHAR",
    "received_at": "TIMESTAMP WITH TIME ZONE",
    "created_at": "TIMESTAMP WITH TIME ZONE",
    "sent_at": "TIMESTAMP WITH TIME ZONE",
    "method": "VARCHAR",
    "host": "VARCHAR",
    "target": "VARCHAR",
    "status": "SMALLINT",
    "views": "BIGINT[]",
}
"""Columns of the relation `request`, one row a record, with their types. A format leaves out what it does not know.

- position: number of the line or record in its file, from 1.
- line: the record as it came; it stands in quarantine (addresses masked) and in the keyed event id, nowhere else.
- is_readable: false, the record is `invalid`.
- is_page_request (true where left out): false for what is well formed and no page request, such as headers, directives,
  prefetches and events of other kinds; it is `not_page`.
- event_key: the export's own event id.
- visitor_key: user id, else first-party id; without one the visitor is made from address and user agent.
- visitor_key_persists (true where left out): whether it means the same visitor on another day.
- user_agent: NULL where the format does not tell; empty or "-" where the client sent none, which only robots do.
- address: the client's IP address or host name. It goes no further than the identifiers that are made from it.
- country: ISO 3166-1 alpha-2, where the record has it.
- received_at: when the server or collector got it: the time of a log's line. created_at, sent_at: the client's clock.
- method, status: GET and 200 where left out.
- host, target: where the page is: a path behind the host, or a whole URL.
- views: for counted views, how many in the hour that begins at received_at, in the one after it, and so on.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of page requests: an SQL query that gives `REQUEST_COLUMNS`, by name, and what the query reads.

    The query reads the relation `line`, which has for the kind

    - lines: position BIGINT, line VARCHAR, of every line of the file, blank ones and directives too;
    - csv: position, line, field MAP(VARCHAR, VARCHAR), of every record behind the header, by the header's names;
    - parquet: position, line (the row as JSON) and the file's own columns.

    It gives one row for every row of `line`. `$time_zone`, where it stands in the query, is the IANA zone of times that
    name none; `$file_name` the name of the file.
    """

    sql: str
    kind: Literal["lines", "csv", "parquet"] = "lines"
    carried: str = ""
    """RE2 pattern of the lines that tell how those after them are read (`^#Fields:`): the newest one is handed in
    again, at its own position, before each further part of a file. Its row is dropped there."""
    columns: tuple[str, ...] = ()
    """For csv and parquet: the names that a file must have to be of this format."""
    delimiter: str = ","
