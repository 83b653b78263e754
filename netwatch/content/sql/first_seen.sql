-- Conversations that were never seen before the last recent_s seconds of the table.
-- state is 'learning' while the table is shorter than history_s seconds: then everything is new.
WITH span AS (
  SELECT MIN(ts) AS begins, MAX(ts) AS ends FROM flows
),
pairs AS (
  SELECT
    source, destination, protocol, destination_port,
    MIN(ts) AS first_ts, MAX(ts) AS last_ts, COUNT(*) AS records,
    SUM(CAST(bytes_out AS DOUBLE)) AS sent
  FROM flows
  GROUP BY source, destination, protocol, destination_port
)
SELECT
  p.source, p.destination, p.protocol, p.destination_port,
  CASE WHEN s.ends - s.begins < :history_s THEN 'learning' ELSE 'new' END AS state,
  p.first_ts, p.last_ts, p.records, p.sent
FROM pairs p
CROSS JOIN span s
WHERE p.first_ts > s.ends - :recent_s
ORDER BY p.first_ts DESC, p.source, p.destination, p.destination_port, p.protocol
