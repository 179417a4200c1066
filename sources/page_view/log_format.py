r"""The strings that tell nginx (`log_format`) and Apache (`LogFormat`) what a line of their logs holds, in pieces.

    $remote_addr - $remote_user [$time_local] "$request" $status
    %h %l %u %t \"%r\" %>s

Sources: nginx's ngx_http_log_module and the variables of its modules; Apache's mod_log_config, mod_logio and mod_ssl.
"""

import re
from dataclasses import dataclass

from sources.errors import SourceError
from sources.page_view.strftime import strftime_pieces


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a line. Of several with one meaning, the one of the lowest rank is taken."""

    meaning: str = ""
    """What it tells, in the words of the tables below; "time" and "end_time" for a part of a time; empty: no matter."""
    rank: int = 0
    time_part: tuple[str, str] = ("", "")
    """The pattern of a part of a time, and how strptime reads it."""


NGINX_VALUES = {
    "address": ("remote_addr", "realip_remote_addr"),
    "instant": ("msec", "time_iso8601", "time_local"),
    "request": ("request",),
    "target": ("request_uri",),
    "uri": ("uri$is_args$args",),
    "path": ("uri",),
    "arguments": ("args",),
    "method": ("request_method",),
    "status": ("status",),
    "host": ("host", "http_host", "server_name"),
    "user_agent": ("http_user_agent",),
    "country": ("http_cf_ipcountry", "geoip2_data_country_code", "geoip2_country_code", "geoip_country_code"),
    "purpose": ("http_sec_purpose", "http_purpose", "http_x_purpose", "http_x_moz"),
}
APACHE_VALUES = {
    "address": ("a", "h", "{c}a", "{c}h"),
    "request": ("r",),
    "path": ("U",),
    "query": ("q",),
    "method": ("m",),
    "status": (">s", "s", "<s"),
    "host": ("{host}i", "V", "v"),
    "user_agent": ("{user-agent}i",),
    "country": ("{cf-ipcountry}i", "{mm_country_code}e", "{geoip_country_code}e"),
    "purpose": ("{sec-purpose}i", "{purpose}i", "{x-purpose}i", "{x-moz}i"),
}
NGINX_VARIABLE = re.compile(r"\$(?:(uri\$is_args\$args)|\{(\w+)\}|(\w+))")
APACHE_DIRECTIVE = re.compile(r"%([!<>,\d]*)(?:\{([^}]*)\})?([!<>,\d]*)(\^\w\w|[A-Za-z%])?")
APACHE_LETTERS = {*"aAbBcCDefhHiIklLmnoOpPqrRsStTuUvVxX", "^FB", "^ti", "^to"}
TEXT_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def log_format_pieces(log_format: str) -> list[str | Value]:
    """Return the text and the values that a line is made of, in their order. SourceError for a string of neither."""
    text = re.sub(r"\\([tnr\"'\\])", lambda found: TEXT_ESCAPES[found[1]], log_format).strip("\r\n")
    if re.match(r"\s*(log_format|LogFormat|CustomLog)\s", text):
        raise SourceError(f"log_format: give the format alone, what stands between the quotes, not {log_format!r}")
    if NGINX_VARIABLE.search(text):
        return _nginx_pieces(text.replace("$document_uri", "$uri").replace("$query_string", "$args"))
    return _apache_pieces(text)


def _nginx_pieces(text: str) -> list[str | Value]:
    known = _by_name(NGINX_VALUES)
    pieces: list[str | Value] = []
    end = 0
    for variable in NGINX_VARIABLE.finditer(text):
        name = variable[1] or (variable[2] or variable[3]).lower()
        pieces += [text[end : variable.start()], known.get(name, Value())]
        end = variable.end()
    return [piece for piece in [*pieces, text[end:]] if piece]


def _apache_pieces(text: str) -> list[str | Value]:
    known = _by_name(APACHE_VALUES)
    pieces: list[str | Value] = []
    unknown: list[str] = []
    end = 0
    for directive in APACHE_DIRECTIVE.finditer(text):
        pieces.append(text[end : directive.start()])
        end = directive.end()
        before, argument, after, letter = directive.groups("")
        choice = "".join(re.findall("[<>]", before + after)) if letter == "s" else ""
        if letter == "%":
            pieces.append("%")
        elif letter not in APACHE_LETTERS:
            unknown.append(directive[0])
        elif letter == "t":
            pieces += _apache_time(argument, unknown)
        else:
            name = f"{{{argument.lower()}}}{letter}" if argument else choice + letter
            pieces.append(known.get(name, Value()))
    if unknown:
        raise SourceError(f"log_format: Apache knows no {', '.join(unknown)}; correct it in {text!r}")
    return [piece for piece in [*pieces, text[end:]] if piece]


def _apache_time(argument: str, unknown: list[str]) -> list[str | Value]:
    """Return the pieces of `%{argument}t`; what strftime does not know goes to `unknown`."""
    if not argument:
        return ["[", Value("instant"), "]"]
    # "end:" is when the line was written, all else when the request came, which is what counts.
    at_end = argument.startswith("end:")
    pieces: list[str | Value] = []
    for piece in strftime_pieces(argument.removeprefix("begin:").removeprefix("end:")):
        if isinstance(piece, str):
            pieces.append(piece)
        elif piece is None:
            unknown.append(f"%{{{argument}}}t")
        elif piece.format == "%s":
            pieces.append(Value("instant", rank=int(at_end)))
        elif piece.format:
            pieces.append(Value("end_time" if at_end else "time", time_part=(piece.pattern, piece.format)))
        else:
            pieces.append(Value())
    return pieces


def _by_name(values: dict[str, tuple[str, ...]]) -> dict[str, Value]:
    return {name: Value(meaning, rank) for meaning, names in values.items() for rank, name in enumerate(names)}
