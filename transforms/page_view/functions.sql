-- Scalar macros that the queries beside this file stand on.

-- The first 64 bits of a hex digest as a signed number, as Parquet and Spark have no unsigned one in common.
CREATE OR REPLACE TEMP MACRO signed64(hex) AS
    (('0x' || hex[1:16])::UBIGINT::HUGEINT - 9223372036854775808)::BIGINT;

-- Hours since 1970 of an instant, and back: four times as fast as date_trunc, which asks the calendar of a zone.
CREATE OR REPLACE TEMP MACRO hour_number(instant) AS epoch_us(instant) // 3600000000;
CREATE OR REPLACE TEMP MACRO hour_start(number) AS make_timestamptz(number * 3600000000);

-- Event time: what the client's clock says, put right by how wrong it was when it sent. A time that is missing or more
-- than five minutes after the record was received gives way to the time of receipt.
CREATE OR REPLACE TEMP MACRO plausible(instant, received) AS
    CASE WHEN instant > received + INTERVAL 5 MINUTE THEN received ELSE coalesce(instant, received) END;
CREATE OR REPLACE TEMP MACRO event_time(received, created, sent) AS
    plausible(
        CASE WHEN received IS NOT NULL AND created IS NOT NULL AND sent IS NOT NULL THEN received - (sent - created) ELSE created END,
        received
    );

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
