-- Traffic that looks like a copy (ATT&CK T1020.001, second analytic; threshold 8).
-- Risk 9: a tunnel that nobody answers. Risk 8: more than 10 MB through a tunnel whose inner
-- conversations have two directions while the tunnel itself has one.
-- Reads flows and flow_parents; the reverse direction is looked for in the window and its neighbours.
WITH tunnels AS (
  SELECT
    source, destination, protocol, destination_port, FLOOR(ts / :window_s) AS slot,
    COUNT(*) AS records, COUNT(bytes_in) AS records_with_answer,
    SUM(CAST(bytes_out AS DOUBLE)) AS sent, SUM(CAST(bytes_in AS DOUBLE)) AS received,
    COUNT(DISTINCT source_port) AS ports, MIN(ts) AS first_ts, MAX(ts) AS last_ts
  FROM flows
  WHERE protocol = 'gre'
    OR (protocol = 'udp' AND destination_port IN (4789, 4790, 6081, 37008, 4754))
  GROUP BY source, destination, protocol, destination_port, FLOOR(ts / :window_s)
),
directions AS (
  SELECT source, destination, protocol, destination_port, slot, 1 AS forth, 0 AS back FROM tunnels
  UNION ALL
  SELECT destination, source, protocol, destination_port, slot - 1, 0, 1 FROM tunnels
  UNION ALL
  SELECT destination, source, protocol, destination_port, slot, 0, 1 FROM tunnels
  UNION ALL
  SELECT destination, source, protocol, destination_port, slot + 1, 0, 1 FROM tunnels
),
unanswered AS (
  SELECT source, destination, protocol, destination_port, slot
  FROM directions
  GROUP BY source, destination, protocol, destination_port, slot
  HAVING SUM(forth) > 0 AND SUM(back) = 0
),
parents AS (
  SELECT uid, COUNT(*) AS named FROM flow_parents GROUP BY uid
),
copied AS (
  SELECT
    i.uid AS inner_uid, MIN(o.source) AS source, MIN(o.destination) AS destination,
    MIN(o.protocol) AS protocol, MIN(o.destination_port) AS destination_port
  FROM flow_parents p
  INNER JOIN flows i ON i.uid = p.uid
  INNER JOIN flows o ON o.uid = p.parent
  INNER JOIN parents n ON n.uid = p.uid
  WHERE i.bytes_out > 0 AND i.bytes_in > 0
  GROUP BY i.uid, n.named
  HAVING COUNT(DISTINCT o.source || ' ' || o.destination) = 1
    AND COUNT(DISTINCT p.parent) = n.named
    AND MIN(o.protocol) = 'udp'
),
mirrored AS (
  SELECT DISTINCT source, destination, protocol, destination_port FROM copied
),
judged AS (
  SELECT
    t.source AS source, t.destination AS destination, t.protocol AS protocol,
    t.destination_port AS destination_port, t.slot AS slot, 9 AS risk
  FROM tunnels t
  INNER JOIN unanswered u
    ON u.source = t.source AND u.destination = t.destination AND u.protocol = t.protocol
    AND u.destination_port = t.destination_port AND u.slot = t.slot
  WHERE t.records_with_answer = t.records AND t.sent > 0 AND t.received <= 0.01 * t.sent
  UNION ALL
  SELECT
    t.source, t.destination, t.protocol, t.destination_port, t.slot, 8
  FROM tunnels t
  INNER JOIN mirrored m
    ON m.source = t.source AND m.destination = t.destination AND m.protocol = t.protocol
    AND m.destination_port = t.destination_port
  WHERE t.sent > :least_bytes
),
worst AS (
  SELECT source, destination, protocol, destination_port, slot, MAX(risk) AS risk
  FROM judged
  GROUP BY source, destination, protocol, destination_port, slot
)
SELECT
  t.source, t.destination, t.protocol, t.destination_port, w.risk,
  CASE WHEN w.risk = 9 THEN 'one-way-tunnel' ELSE 'mirrored-volume' END AS kind,
  t.first_ts, t.last_ts, t.records, t.ports, t.sent, t.received
FROM tunnels t
INNER JOIN worst w
  ON w.source = t.source AND w.destination = t.destination AND w.protocol = t.protocol
  AND w.destination_port = t.destination_port AND w.slot = t.slot
ORDER BY w.risk DESC, t.sent DESC, t.source, t.destination, t.destination_port, t.first_ts
