"""DuckDB's SQL, as the files of `transforms/` have it, in Spark's words.

sqlglot knows most of the differences; what it does not know is here: macros, values of parameters, functions that it
passes on as they are, and constructs that Spark lacks.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlglot import exp, parse, parse_one

DUCKDB, SPARK = "duckdb", "spark"

FUNCTIONS = {
    "epoch_us": "unix_micros",
    "make_timestamptz": "timestamp_micros",
    "hash": "xxhash64",
    "map_entries": "map_entries",
    "log2": "log2",
}
"""DuckDB's function -> Spark's, of those that take the same arguments. Hashes differ: they tell rows apart, no more."""

SCRIPTS = ("Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar")
"""Java calls \\p{IsHan} what RE2 calls \\p{Han}."""


class Translator:
    """Translates queries, with the macros that it was told of."""

    def __init__(self) -> None:
        self._macros: dict[str, tuple[list[str], exp.Expr]] = {}

    def define(self, macros: str) -> None:
        """Learn the scalar macros that the statements CREATE MACRO of `macros` make."""
        for statement in parse(macros, read=DUCKDB):
            if isinstance(statement, exp.Create) and isinstance(statement.this, exp.UserDefinedFunction):
                function = statement.this
                names = [argument.name for argument in function.expressions]
                body = _from_the_leaves(statement.expression, self._expanded)
                self._macros[function.this.name.lower()] = (names, body)

    def translate(self, query: str, parameters: Mapping[str, object] | None = None) -> str:
        """Return `query` with `parameters` as literals, in Spark's SQL."""
        values = dict(parameters or {})
        tree: exp.Expr = parse_one(query, read=DUCKDB)
        for rewrite in (self._expanded, lambda node: _valued(node, values), _rewritten):
            tree = _from_the_leaves(tree, rewrite)
        return tree.sql(dialect=SPARK, comments=False)

    def _expanded(self, node: exp.Expr) -> exp.Expr:
        """Return the body of the macro that `node` calls."""
        if not isinstance(node, exp.Anonymous) or node.name.lower() not in self._macros:
            return node
        names, body = self._macros[node.name.lower()]
        given = dict(zip(names, node.expressions, strict=True))

        def argument(inner: exp.Expr) -> exp.Expr:
            if isinstance(inner, exp.Column) and not inner.table and inner.name in given:
                return exp.paren(given[inner.name].copy())
            return inner

        return exp.paren(_from_the_leaves(body.copy(), argument))


def tables_of(query: str) -> set[str]:
    """Return the tables that `query` reads, as it names them; not what its own WITH names."""
    tree = parse_one(query, read=DUCKDB)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    named = {".".join(part.name for part in table.parts) for table in tree.find_all(exp.Table) if table.name}
    return named - own


def _from_the_leaves(tree: exp.Expr, rewrite: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Return `tree` with every node rewritten, inner ones first."""
    for node in reversed(list(tree.walk(bfs=False))):
        new = rewrite(node)
        if new is not node:
            if node is tree:
                tree = new
            else:
                node.replace(new)
    return tree


def _valued(node: exp.Expr, values: Mapping[str, object]) -> exp.Expr:
    """Return the value of the parameter that `node` is."""
    if not isinstance(node, exp.Placeholder):
        return node
    return literal(values[node.name])


def literal(value: object) -> exp.Expr:
    """Return `value` as it stands in a query. Instants keep their time zone."""
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "TIMESTAMPTZ")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, timedelta):
        micros = str(value // timedelta(microseconds=1))
        return exp.Interval(this=exp.Literal.string(micros), unit=exp.var("MICROSECOND"))
    if isinstance(value, Mapping):  # a MAP, as DuckDB takes it from Python
        return exp.Anonymous(this="map_from_arrays", expressions=[literal(value["key"]), literal(value["value"])])
    if isinstance(value, float):
        return exp.cast(exp.Literal.number(repr(value)), "DOUBLE")
    return exp.convert(value)


def _rewritten(node: exp.Expr) -> exp.Expr:
    """Return what stands for `node` in Spark, where sqlglot would pass it on as it is."""
    if isinstance(node, exp.Anonymous):
        name = node.name.lower()
        if name == "to_hours":
            return exp.Anonymous(this="make_dt_interval", expressions=[exp.Literal.number(0), *node.expressions])
        if name in FUNCTIONS:
            return exp.Anonymous(this=FUNCTIONS[name], expressions=node.expressions)
    for kind, rewrite in REWRITES.items():
        if isinstance(node, kind):
            return rewrite(node)
    return node


def _star(select: exp.Expr) -> exp.Expr:
    """Let the columns of SELECT * REPLACE (f(a) AS a) go, and come again behind the others."""
    columns: list[exp.Expr] = []
    for column in select.expressions:
        star = column.this if isinstance(column, exp.Column) else column
        replaced = star.args.get("replace") if isinstance(star, exp.Star) else None
        columns.append(column)
        if replaced:
            star.set("replace", None)
            star.set(
                "except_", [*(star.args.get("except_") or []), *(exp.to_identifier(new.alias) for new in replaced)]
            )
            columns += replaced
    select.set("expressions", columns)
    return select


def _table(table: exp.Expr) -> exp.Expr:
    """Name views and tables without their schema, as those of a session have none; range(…) is a table of its own."""
    if isinstance(table.this, exp.GenerateSeries) and table.this.args.get("is_end_exclusive"):
        table.set("this", exp.Anonymous(this="range", expressions=[table.this.args["start"], table.this.args["end"]]))
    elif table.args.get("db"):
        table.set("db", None)
    return table


def _at_time_zone(node: exp.Expr) -> exp.Expr:
    """Tell local time of an instant, or the instant of local time: DuckDB knows by the type which is meant."""
    function = "to_utc_timestamp" if _is_local_time(node.this) else "from_utc_timestamp"
    return exp.Anonymous(this=function, expressions=[node.this, node.args["zone"]])


def _is_local_time(node: exp.Expr) -> bool:
    """Say whether `node` is a time without zone: cast to one, or made of one."""
    node = node.unnest()
    if isinstance(node, exp.Cast):
        return node.is_type(exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)
    if isinstance(node, (exp.Add, exp.Sub)):
        return _is_local_time(node.this)
    return (isinstance(node, exp.Anonymous) and node.name == "from_utc_timestamp") or isinstance(node, exp.AtTimeZone)


def _slice(node: exp.Expr) -> exp.Expr:
    """Cut list[first:last], counted from 1; of texts too."""
    (part,) = node.expressions
    if not isinstance(part, exp.Slice):
        return node
    length = exp.Add(this=exp.Sub(this=part.expression, expression=part.this), expression=exp.Literal.number(1))
    return exp.Anonymous(this="slice", expressions=[node.this, part.this, length])


def _pattern(node: exp.Expr) -> exp.Expr:
    """Write Java's names of scripts, and its references to groups."""
    pattern = node.expression
    if isinstance(pattern, exp.Literal):
        text = pattern.this
        for script in SCRIPTS:
            text = text.replace(rf"\p{{{script}}}", rf"\p{{Is{script}}}")
        node.set("expression", exp.Literal.string(text))
    replacement = node.args.get("replacement")
    if isinstance(replacement, exp.Literal):
        node.set("replacement", exp.Literal.string(replacement.this.replace("\\", "$")))
    return node


def _cte(cte: exp.Expr) -> exp.Expr:
    """Drop MATERIALIZED: Spark plans a WITH as it likes."""
    cte.set("materialized", None)
    return cte


REWRITES: Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Select: _star,
    exp.Table: _table,
    exp.CTE: _cte,
    exp.ToDays: lambda node: exp.Anonymous(this="make_dt_interval", expressions=[node.this]),
    exp.AtTimeZone: _at_time_zone,
    exp.Bracket: _slice,
    exp.RegexpReplace: _pattern,
    exp.RegexpExtractAll: _pattern,
}
