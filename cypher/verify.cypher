// What verification, repair and history read and write. A whole scan asks for no label, so that what
// nobody declared is seen too; ledger nodes are read by number.

// name: every_head
// purpose: all nodes that pass for the head, whatever they hold
MATCH (h:Head) RETURN labels(h) AS labels, properties(h) AS properties

// name: every_commit
// purpose: the numbers of all nodes that pass for a commit
MATCH (c:Commit) RETURN c.seq AS seq

// name: whole_commits
// purpose: a run of commits with all that stands on them
// parameters: seqs [integer]
UNWIND $seqs AS seq MATCH (c:Commit {seq: seq})
RETURN seq, labels(c) AS labels, properties(c) AS properties ORDER BY seq

// name: every_node
// purpose: all nodes but the ledger's, whatever their label
MATCH (n) WHERE NOT n:Commit AND NOT n:Head RETURN labels(n) AS labels, properties(n) AS properties

// name: every_relationship
// purpose: all relationships, whatever their type, and what their ends are
MATCH (a)-[r]->(b)
RETURN type(r) AS type, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: count_nodes
// purpose: is there anything but an empty ledger, and a log of what was refused before it had an entry
MATCH (n) WHERE NOT n:Head AND NOT n:SecurityHead AND NOT n:SecurityEntry RETURN count(n) AS n

// name: nodes_to_remove
// purpose: nodes by key or without one, whatever their label; a scan
// parameters: keys [text]
MATCH (n) WHERE NOT n:Commit AND NOT n:Head AND (n.key IN $keys OR n.key IS NULL)
RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties

// name: relationships_to_remove
// purpose: relationships by key or without one, whatever their type; a scan
// parameters: keys [text]
MATCH (a)-[r]->(b) WHERE r.key IN $keys OR r.key IS NULL
RETURN elementId(r) AS id, type(r) AS type, labels(a) AS source_labels, a.key AS source,
       labels(b) AS target_labels, b.key AS target, properties(r) AS properties

// name: remove_nodes
// purpose: take out nodes that the ledger does not know, with their relationships, and none of the ledger; a scan
// parameters: ids [text]
MATCH (n) WHERE elementId(n) IN $ids AND NOT n:Commit AND NOT n:Head DETACH DELETE n

// name: remove_relationships
// purpose: take out relationships that the ledger does not know; a scan
// parameters: ids [text]
MATCH (a)-[r]->(b) WHERE elementId(r) IN $ids DELETE r
