-- Conversations that carry more than least_bytes in one window and more than their source usually sends.
-- z is the distance from the source's median of ln(bytes) in robust deviations (0.6745 x / MAD, Iglewicz
-- and Hoaglin 1993; the MAD counts at least 0.1). state is 'learning' under least_windows sums to compare with.
WITH sums AS (
  SELECT
    source, destination, protocol, destination_port, FLOOR(ts / :window_s) AS slot,
    COUNT(*) AS records, COUNT(bytes_in) AS records_with_answer,
    SUM(CAST(bytes_out AS DOUBLE)) AS sent, SUM(CAST(bytes_in AS DOUBLE)) AS received,
    MIN(ts) AS first_ts, MAX(ts) AS last_ts
  FROM flows
  GROUP BY source, destination, protocol, destination_port, FLOOR(ts / :window_s)
),
host_totals AS (
  SELECT source, destination, SUM(sent) AS forth, 0 AS back FROM sums GROUP BY source, destination
  UNION ALL
  SELECT destination, source, 0, SUM(sent) FROM sums GROUP BY destination, source
),
hosts AS (
  SELECT source, destination, SUM(forth) AS said, SUM(back) AS heard
  FROM host_totals
  GROUP BY source, destination
),
sizes AS (
  SELECT
    source, LN(sent) AS x,
    ROW_NUMBER() OVER (PARTITION BY source ORDER BY sent) AS place,
    COUNT(*) OVER (PARTITION BY source) AS n
  FROM sums
  WHERE sent > 0
),
medians AS (
  SELECT
    source, MAX(n) AS windows,
    AVG(CASE WHEN place IN (FLOOR((n + 1) / 2.0), FLOOR((n + 2) / 2.0)) THEN x END) AS middle
  FROM sizes
  GROUP BY source
),
distances AS (
  SELECT
    s.source AS source, s.n AS n, ABS(s.x - m.middle) AS d,
    ROW_NUMBER() OVER (PARTITION BY s.source ORDER BY ABS(s.x - m.middle)) AS place
  FROM sizes s
  INNER JOIN medians m ON m.source = s.source
),
spreads AS (
  SELECT
    source,
    AVG(CASE WHEN place IN (FLOOR((n + 1) / 2.0), FLOOR((n + 2) / 2.0)) THEN d END) AS spread
  FROM distances
  GROUP BY source
),
scored AS (
  SELECT
    s.source AS source, s.destination AS destination, s.protocol AS protocol,
    s.destination_port AS destination_port, s.first_ts AS first_ts, s.last_ts AS last_ts,
    s.records AS records, s.records_with_answer AS records_with_answer, s.sent AS sent,
    s.received AS received, m.windows AS windows, h.said AS said, h.heard AS heard,
    0.6745 * (LN(s.sent) - m.middle) / GREATEST(p.spread, 0.1) AS z
  FROM sums s
  INNER JOIN medians m ON m.source = s.source
  INNER JOIN spreads p ON p.source = s.source
  INNER JOIN hosts h ON h.source = s.source AND h.destination = s.destination
  WHERE s.sent > :least_bytes
)
SELECT
  source, destination, protocol, destination_port,
  CASE WHEN windows < :least_windows THEN 'learning' ELSE 'unusual' END AS state,
  CASE
    WHEN records_with_answer = records AND received <= 0.01 * sent AND heard <= 0.01 * said THEN 'yes'
    ELSE 'no'
  END AS one_way,
  z, first_ts, last_ts, records, sent, received
FROM scored
WHERE windows < :least_windows OR z >= :least_z
ORDER BY sent DESC, source, destination, destination_port, protocol, first_ts
