-- Scalar macros that events.sql stands on.

-- HMAC-SHA256 of a text, as hex; the two keys are the padded ones of RFC 2104.
CREATE OR REPLACE TEMP MACRO hmac_sha256(inner_key, outer_key, message) AS
    sha256(outer_key || unhex(sha256(inner_key || encode(message))));

-- The first 64 bits of a hex digest as a signed number, as Parquet and Spark have no unsigned one in common.
CREATE OR REPLACE TEMP MACRO signed64(hex) AS
    (('0x' || hex[1:16])::UBIGINT::HUGEINT - 9223372036854775808)::BIGINT;

-- An IPv4 address cut to its /24, an IPv6 address to its /48 (missing groups are zero); host names stay whole.
CREATE OR REPLACE TEMP MACRO ipv6_groups(address) AS
    list_concat(string_split(split_part(lower(address), '::', 1), ':'), ['0', '0', '0'])[1:3];
CREATE OR REPLACE TEMP MACRO short_address(address) AS
    CASE
        WHEN contains(address, ':') THEN array_to_string(
            list_transform(ipv6_groups(address), lambda part: coalesce(nullif(ltrim(part, '0'), ''), '0')), ':'
        )
        ELSE regexp_replace(address, '^(\d+\.\d+\.\d+)\.\d+$', '\1')
    END;
