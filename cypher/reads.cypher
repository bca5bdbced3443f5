// What questions read. Every query is bound to the ledger size $known_at; void relationships come
// too, so that an answer can say what was withdrawn, and are never followed. What is found
// comes as one row for each type and commit: a row apiece costs more than twice the time, and a commit is
// small, so no row is large.

// name: flow_forward
// purpose: one level of material flow, downstream, in one round trip; a step's order, its making operations
// parameters: lots, devices, steps [text], known_at integer
UNWIND $lots AS k MATCH (a:Lot {key: k})-[r:CONSUMED_IN|HAS_UNIT]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $devices AS k MATCH (a:Device {key: k})-[r:CONSUMED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (a:ProcessStep {key: k})-[r:PRODUCED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (a:ProcessStep {key: k})-[r:PART_OF]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (a:ProcessStep {key: k})<-[r:PART_OF]-(b)-[s:PRODUCED]->()
WHERE r._commit <= $known_at AND s._commit <= $known_at
WITH DISTINCT k, b, r RETURN type(r) AS type, r._commit AS commit, collect([b.key, k, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (a:ProcessStep {key: k})<-[r:PART_OF]-(b)-[s:PART_OF]-(c)
WHERE r._commit <= $known_at AND s._commit <= $known_at AND c.key <> k
WITH DISTINCT k, b, r RETURN type(r) AS type, r._commit AS commit, collect([b.key, k, properties(r)]) AS links

// name: flow_backward
// purpose: one level of material flow, upstream, in one round trip; a step's order, its used operations
// parameters: lots, devices, steps [text], known_at integer
UNWIND $lots AS k MATCH (b:Lot {key: k})<-[r:PRODUCED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $devices AS k MATCH (b:Device {key: k})<-[r:PRODUCED|HAS_UNIT]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (b:ProcessStep {key: k})<-[r:CONSUMED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (b:ProcessStep {key: k})-[r:PART_OF]->(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([a.key, k, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (b:ProcessStep {key: k})<-[r:PART_OF]-(a)<-[s:CONSUMED_IN]-()
WHERE r._commit <= $known_at AND s._commit <= $known_at
WITH DISTINCT k, a, r RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $steps AS k MATCH (b:ProcessStep {key: k})<-[r:PART_OF]-(a)-[s:PART_OF]-(c)
WHERE r._commit <= $known_at AND s._commit <= $known_at AND c.key <> k
WITH DISTINCT k, a, r RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: logistics_forward
// purpose: packages, shipments, returns and customers after these nodes; lots after receipts
// parameters: lots, devices, packages, shipments, returns, receipts, suppliers [text], known_at integer
UNWIND $lots AS k MATCH (a:Lot {key: k})-[r:PACKED_IN|SHIPPED_IN|RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $devices AS k MATCH (a:Device {key: k})-[r:PACKED_IN|SHIPPED_IN|RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $packages AS k MATCH (a:Package {key: k})-[r:PACKED_IN|SHIPPED_IN|RETURNED_IN]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $shipments AS k MATCH (a:Shipment {key: k})-[r:DELIVERED_TO]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $returns AS k MATCH (a:Return {key: k})-[r:RETURNED_BY]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $receipts AS k MATCH (a:Receipt {key: k})-[r:RECEIVED_AS]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links
UNION ALL
UNWIND $suppliers AS k MATCH (a:Supplier {key: k})-[r:SUPPLIED]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: logistics_backward
// purpose: receipts and suppliers before these nodes; what was in packages, shipments and returns
// parameters: lots, devices, packages, shipments, returns, receipts, customers [text], known_at integer
UNWIND $lots AS k MATCH (b:Lot {key: k})<-[r:RECEIVED_AS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $devices AS k MATCH (b:Device {key: k})<-[r:RECEIVED_AS]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $packages AS k MATCH (b:Package {key: k})<-[r:PACKED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $shipments AS k MATCH (b:Shipment {key: k})<-[r:SHIPPED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $returns AS k MATCH (b:Return {key: k})<-[r:RETURNED_IN]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $receipts AS k MATCH (b:Receipt {key: k})<-[r:SUPPLIED]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
UNION ALL
UNWIND $customers AS k MATCH (b:Customer {key: k})<-[r:DELIVERED_TO|RETURNED_BY]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links

// name: open_rejects
// purpose: rows that were not accepted and not dealt with
// parameters: known_at integer
MATCH (n:Reject) WHERE n._commit <= $known_at AND (n._resolved IS NULL OR n._resolved > $known_at)
RETURN n.key AS key, properties(n) AS properties

// name: rejected_rows
// purpose: every row that was ever not accepted, and the commit that dealt with it, if any
// parameters: known_at integer
MATCH (n:Reject) WHERE n._commit <= $known_at
RETURN n.key AS key, n.load AS load, n.file AS file, n.line AS line, n.rule AS rule, n._resolved AS resolved

// name: unfinished_loads
// purpose: loads that were begun and not ended, those that were given up among them
// parameters: known_at integer
MATCH (n:Load) WHERE n._commit <= $known_at AND (n._ended IS NULL OR n._ended > $known_at)
RETURN n.key AS key, properties(n) AS properties

// name: commit_headers
// purpose: who recorded these commits, when and why
// parameters: seqs [integer]
UNWIND $seqs AS seq MATCH (c:Commit {seq: seq}) RETURN seq, c.header AS header ORDER BY seq

// name: merges_index
// purpose: what was decided to be one is found without looking at every alias
CREATE INDEX merges IF NOT EXISTS FOR ()-[r:ALIAS_OF]-() ON (r._merge)

// name: merges
// purpose: which records were decided to be which others
// parameters: known_at integer
MATCH (a)-[r:ALIAS_OF]->(b)
WHERE r._merge = true AND r._commit <= $known_at AND (r._retracted IS NULL OR r._retracted > $known_at)
RETURN r.key AS key, a.key AS duplicate, b.key AS kept ORDER BY key

// name: loads
// purpose: every file that was begun, whenever
MATCH (n:Load) RETURN n.key AS key, properties(n) AS properties ORDER BY key
