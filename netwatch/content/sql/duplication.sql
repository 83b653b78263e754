-- Traffic that looks like a copy (ATT&CK T1020.001, second analytic; threshold 8), one row a pair.
-- Risk 9: a tunnel that nobody answers. Risk 8: from least_bytes on through a tunnel whose inner
-- conversations have two directions while the tunnel itself has one.
-- Reads flows and flow_parents. The other direction is looked for in the window and its neighbours; unknown
-- bytes_in are no answer. Multicast and a few packets (a tunnel whose other end is down) are left out.
WITH tunnels AS (
  SELECT
    source, destination, protocol, destination_port, FLOOR(ts / :window_s) AS slot,
    COUNT(*) AS slot_records, SUM(CAST(bytes_out AS DOUBLE)) AS slot_sent,
    SUM(CAST(bytes_in AS DOUBLE)) AS slot_received, SUM(CAST(packets_out AS DOUBLE)) AS slot_packets,
    MIN(ts) AS slot_first, MAX(ts) AS slot_last
  FROM flows
  WHERE (
      protocol = 'gre'
      OR (protocol = 'udp' AND destination_port IN (4789, 4790, 6081, 37008, 4754))
    )
    AND source <> destination
    AND NOT (destination LIKE '2__.%' AND destination >= '224' AND destination < '240')
    AND NOT LOWER(destination) LIKE 'ff__:%'
    AND destination <> '255.255.255.255'
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
alone AS (
  SELECT
    t.source AS source, t.destination AS destination, t.protocol AS protocol,
    t.destination_port AS destination_port, SUM(t.slot_sent) AS alone_sent,
    SUM(t.slot_packets) AS alone_packets
  FROM tunnels t
  INNER JOIN unanswered u
    ON u.source = t.source AND u.destination = t.destination AND u.protocol = t.protocol
    AND u.destination_port = t.destination_port AND u.slot = t.slot
  GROUP BY t.source, t.destination, t.protocol, t.destination_port
),
roads AS (
  SELECT
    source, destination, protocol, destination_port, SUM(slot_records) AS records,
    SUM(slot_sent) AS sent, SUM(slot_received) AS received, MIN(slot_first) AS first_ts,
    MAX(slot_last) AS last_ts
  FROM tunnels
  GROUP BY source, destination, protocol, destination_port
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
    r.source AS source, r.destination AS destination, r.protocol AS protocol,
    r.destination_port AS destination_port, 9 AS risk
  FROM roads r
  INNER JOIN alone a
    ON a.source = r.source AND a.destination = r.destination AND a.protocol = r.protocol
    AND a.destination_port = r.destination_port
  WHERE COALESCE(r.received, 0) <= 0.01 * r.sent
    AND (a.alone_sent >= 10000 OR COALESCE(a.alone_packets, 0) >= 10)
  UNION ALL
  SELECT r.source, r.destination, r.protocol, r.destination_port, 8
  FROM roads r
  INNER JOIN mirrored m
    ON m.source = r.source AND m.destination = r.destination AND m.protocol = r.protocol
    AND m.destination_port = r.destination_port
  WHERE r.sent >= :least_bytes
),
worst AS (
  SELECT source, destination, protocol, destination_port, MAX(risk) AS risk
  FROM judged
  GROUP BY source, destination, protocol, destination_port
)
SELECT
  r.source, r.destination, r.protocol, r.destination_port, w.risk,
  CASE WHEN w.risk = 9 THEN 'one-way-tunnel' ELSE 'mirrored-volume' END AS kind,
  r.first_ts, r.last_ts, r.records, r.sent, r.received
FROM roads r
INNER JOIN worst w
  ON w.source = r.source AND w.destination = r.destination AND w.protocol = r.protocol
  AND w.destination_port = r.destination_port
ORDER BY w.risk DESC, r.sent DESC, r.source, r.destination, r.destination_port
