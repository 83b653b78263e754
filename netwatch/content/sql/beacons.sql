-- Conversations at regular intervals with sizes that hardly differ, scored from 0 to 1 as RITA 5 scores
-- beacons (mean of interval, size, duration and histogram scores) over the last window_s seconds of the
-- table. A conversation needs four different seconds; from 86400 flows on it is a flood and no beacon.
WITH span AS (
  SELECT FLOOR(GREATEST(MIN(ts), MAX(ts) - :window_s)) AS begins, FLOOR(MAX(ts)) AS ends FROM flows
),
stamped AS (
  SELECT
    f.source || ' ' || f.destination || ' ' || f.protocol || ' '
    || CAST(f.destination_port AS VARCHAR) AS pair,
    f.source AS source, f.destination AS destination, f.protocol AS protocol,
    f.destination_port AS destination_port,
    FLOOR(f.ts) AS at_s, CAST(f.bytes_out AS DOUBLE) AS size,
    FLOOR(24.0 * (FLOOR(f.ts) - s.begins) / NULLIF(s.ends - s.begins, 0)) AS bar_number
  FROM flows f
  CROSS JOIN span s
  WHERE f.ts >= s.begins
),
candidates AS (
  SELECT
    pair, MIN(source) AS source, MIN(destination) AS destination, MIN(protocol) AS protocol,
    MIN(destination_port) AS destination_port, COUNT(*) AS records,
    MIN(at_s) AS first_s, MAX(at_s) AS last_s
  FROM stamped
  GROUP BY pair
  HAVING COUNT(DISTINCT at_s) >= 4 AND COUNT(*) < 86400
),
kept AS (
  SELECT s.pair AS pair, s.at_s AS at_s, s.size AS size, LEAST(s.bar_number, 23) AS bar_number
  FROM stamped s
  INNER JOIN candidates c ON c.pair = s.pair
),
gaps AS (
  SELECT pair, at_s - LAG(at_s) OVER (PARTITION BY pair ORDER BY at_s) AS gap FROM kept
),
measures AS (
  SELECT pair, 'interval' AS kind, gap AS x FROM gaps WHERE gap > 0
  UNION ALL
  SELECT pair, 'size' AS kind, size AS x FROM kept WHERE size IS NOT NULL
),
placed AS (
  SELECT
    pair, kind, x, ROW_NUMBER() OVER (PARTITION BY pair, kind ORDER BY x) AS place,
    COUNT(*) OVER (PARTITION BY pair, kind) AS n,
    FLOOR(COUNT(*) OVER (PARTITION BY pair, kind) / 2.0) AS half
  FROM measures
),
quartiles AS (
  SELECT
    pair, kind,
    AVG(CASE WHEN place IN (FLOOR((half + 1) / 2.0), FLOOR((half + 2) / 2.0)) THEN x END) AS q1,
    AVG(CASE WHEN place IN (FLOOR((n + 1) / 2.0), FLOOR((n + 2) / 2.0)) THEN x END) AS q2,
    AVG(
      CASE WHEN place - n + half IN (FLOOR((half + 1) / 2.0), FLOOR((half + 2) / 2.0)) THEN x END
    ) AS q3
  FROM placed
  WHERE n >= 3
  GROUP BY pair, kind
),
distances AS (
  SELECT
    p.pair AS pair, p.kind AS kind, p.n AS n, ABS(p.x - q.q2) AS d,
    ROW_NUMBER() OVER (PARTITION BY p.pair, p.kind ORDER BY ABS(p.x - q.q2)) AS place
  FROM placed p
  INNER JOIN quartiles q ON q.pair = p.pair AND q.kind = p.kind
),
spreads AS (
  SELECT
    pair, kind,
    AVG(CASE WHEN place IN (FLOOR((n + 1) / 2.0), FLOOR((n + 2) / 2.0)) THEN d END) AS spread
  FROM distances
  GROUP BY pair, kind
),
regularity AS (
  SELECT
    q.pair AS pair, q.kind AS kind, q.q2 AS q2,
    (
      CASE
        WHEN q.q3 - q.q1 >= 10 AND q.q2 <> q.q1 AND q.q2 <> q.q3
          THEN 1 - ABS((q.q1 + q.q3 - 2 * q.q2) / NULLIF(q.q3 - q.q1, 0))
        ELSE 1
      END
      + CASE
        WHEN q.q2 >= 1 THEN GREATEST((q.q2 - s.spread) / NULLIF(q.q2, 0), 0)
        WHEN q.kind = 'interval' THEN 1
        ELSE 0
      END
    ) / 2.0 AS score
  FROM quartiles q
  INNER JOIN spreads s ON s.pair = q.pair AND s.kind = q.kind
),
regular AS (
  SELECT
    pair,
    MAX(CASE WHEN kind = 'interval' THEN score ELSE 0 END) AS interval_score,
    MAX(CASE WHEN kind = 'size' THEN score ELSE 0 END) AS size_score,
    MAX(CASE WHEN kind = 'interval' THEN q2 END) AS interval_s,
    MAX(CASE WHEN kind = 'size' THEN q2 END) AS size_bytes
  FROM regularity
  GROUP BY pair
),
bars AS (
  SELECT pair, bar_number, CAST(COUNT(*) AS DOUBLE) AS height FROM kept GROUP BY pair, bar_number
),
histograms AS (
  SELECT
    pair, COUNT(*) AS bars_seen, MAX(height) AS tallest, SUM(height) / 24.0 AS mean_height,
    SUM(height * height) / 24.0 AS mean_square
  FROM bars
  GROUP BY pair
),
levels AS (
  SELECT b.pair AS pair, COUNT(*) AS level_bars
  FROM bars b
  INNER JOIN histograms h ON h.pair = b.pair
  GROUP BY b.pair, FLOOR(b.height / CEIL(0.05 * h.tallest))
),
levels_placed AS (
  SELECT
    pair, level_bars, ROW_NUMBER() OVER (PARTITION BY pair ORDER BY level_bars DESC) AS place
  FROM levels
),
modes AS (
  SELECT pair, CAST(SUM(level_bars) AS DOUBLE) AS top_bars
  FROM levels_placed
  WHERE place <= 2
  GROUP BY pair
),
days AS (
  SELECT pair, bar_number FROM bars
  UNION ALL
  SELECT pair, bar_number + 24 AS bar_number FROM bars
),
islands AS (
  SELECT
    pair, bar_number - ROW_NUMBER() OVER (PARTITION BY pair ORDER BY bar_number) AS island
  FROM days
),
island_sizes AS (
  SELECT pair, island, CAST(COUNT(*) AS DOUBLE) AS bars_long FROM islands GROUP BY pair, island
),
runs AS (
  SELECT pair, LEAST(MAX(bars_long), 24) AS longest FROM island_sizes GROUP BY pair
),
scores AS (
  SELECT
    c.pair AS pair, r.interval_score AS interval_score, r.size_score AS size_score,
    CASE
      WHEN h.bars_seen < 6 THEN 0
      ELSE GREATEST(
        LEAST((c.last_s - c.first_s) / NULLIF(s.ends - s.begins, 0), 1), LEAST(u.longest / 12.0, 1)
      )
    END AS duration_score,
    GREATEST(
      1 - SQRT(GREATEST(h.mean_square - h.mean_height * h.mean_height, 0)) / h.mean_height,
      CASE
        WHEN h.bars_seen >= 11 THEN LEAST(m.top_bars / GREATEST(h.bars_seen - 1, 1), 1)
        ELSE 0
      END,
      0
    ) AS histogram_score,
    r.interval_s AS interval_s, r.size_bytes AS size_bytes
  FROM candidates c
  CROSS JOIN span s
  INNER JOIN regular r ON r.pair = c.pair
  INNER JOIN histograms h ON h.pair = c.pair
  INNER JOIN modes m ON m.pair = c.pair
  INNER JOIN runs u ON u.pair = c.pair
)
SELECT
  c.source, c.destination, c.protocol, c.destination_port,
  (x.interval_score + x.size_score + x.duration_score + x.histogram_score) / 4.0 AS score,
  x.interval_score, x.size_score, x.duration_score, x.histogram_score,
  x.interval_s, x.size_bytes, c.first_s, c.last_s, c.records
FROM candidates c
INNER JOIN scores x ON x.pair = c.pair
WHERE (x.interval_score + x.size_score + x.duration_score + x.histogram_score) / 4.0 >= :least_score
ORDER BY score DESC, c.source, c.destination, c.destination_port, c.protocol
