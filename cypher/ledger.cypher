// The commit: one transaction that checks the head, writes the graph and appends the entry.

// name: head_constraint
// purpose: there is one head
CREATE CONSTRAINT one_head IF NOT EXISTS FOR (h:Head) REQUIRE h.id IS UNIQUE

// name: commit_seq_constraint
// purpose: the last guard against two commits in one place
CREATE CONSTRAINT commit_seq IF NOT EXISTS FOR (c:Commit) REQUIRE c.seq IS UNIQUE

// name: commit_batch_constraint
// purpose: a batch is recorded once
CREATE CONSTRAINT commit_batch IF NOT EXISTS FOR (c:Commit) REQUIRE c.batch IS UNIQUE

// name: commit_load_index
// purpose: which chunks of a load are there
CREATE INDEX commit_load IF NOT EXISTS FOR (c:Commit) ON (c.load)

// name: retraction_constraint
// purpose: one retraction node for a relationship key
CREATE CONSTRAINT retraction_key IF NOT EXISTS FOR (x:Retraction) REQUIRE x.key IS UNIQUE

// name: make_head
// purpose: an empty ledger
// parameters: model text
MERGE (h:Head {id: 'head'})
ON CREATE SET h.size = 0, h.frontier = '', h.retractions = 0, h.record_time = '', h.model = $model, h.turn = 0

// name: lock_head
// purpose: take the write lock by a write, then read
MATCH (h:Head {id: 'head'}) SET h.turn = h.turn + 1
RETURN h.size AS size, h.frontier AS frontier, h.retractions AS retractions,
       h.record_time AS record_time, h.model AS model

// name: read_head
// purpose: size and edge of the ledger's tree
MATCH (h:Head {id: 'head'})
RETURN h.size AS size, h.frontier AS frontier, h.retractions AS retractions,
       h.record_time AS record_time, h.model AS model

// name: advance_head
// purpose: the head after one more commit
// parameters: size integer, frontier text, retractions integer, record_time text, model text
MATCH (h:Head {id: 'head'})
SET h.size = $size, h.frontier = $frontier, h.retractions = $retractions,
    h.record_time = $record_time, h.model = $model

// name: append_commit
// purpose: the ledger entry
// parameters: seq integer, header text, payload bytes, batch text or null, load text, chunk text, frontier text
CREATE (c:Commit {seq: $seq})
SET c.header = $header, c.payload = $payload, c.batch = $batch, c.load = $load, c.chunk = $chunk,
    c.frontier = $frontier

// name: commit_of_batch
// purpose: was this batch recorded before
// parameters: batch text
MATCH (c:Commit {batch: $batch}) RETURN c.seq AS seq, c.header AS header

// name: commit_at
// purpose: one entry
// parameters: seq integer
MATCH (c:Commit {seq: $seq})
RETURN c.seq AS seq, c.header AS header, c.payload AS payload, c.batch AS batch, c.frontier AS frontier

// name: commits_between
// purpose: a run of entries, for replay and verification
// parameters: seqs [integer]
UNWIND $seqs AS seq MATCH (c:Commit {seq: seq})
RETURN c.seq AS seq, c.header AS header, c.payload AS payload, c.batch AS batch ORDER BY seq

// name: commit_edges
// purpose: headers and edges of the tree at these sizes, for proofs
// parameters: seqs [integer]
UNWIND $seqs AS seq MATCH (c:Commit {seq: seq})
RETURN seq, c.header AS header, c.frontier AS frontier ORDER BY seq

// name: chunks_of_load
// purpose: which chunks of a load are recorded
// parameters: load text
MATCH (c:Commit {load: $load}) RETURN c.chunk AS chunk

// name: retractions
// purpose: what was withdrawn, perhaps before it was stated
// parameters: keys [text]
UNWIND $keys AS key MATCH (x:Retraction {key: key}) RETURN x.key AS key, x.rank AS rank, x._commits AS commits

// name: create_retraction
// purpose: remember a withdrawal
// parameters: rows [{key, properties}]
UNWIND $rows AS row CREATE (x:Retraction {key: row.key}) SET x += row.properties

// name: update_retraction
// purpose: a later withdrawal of the same key
// parameters: rows [{key, properties}]
UNWIND $rows AS row MATCH (x:Retraction {key: row.key}) SET x += row.properties

// name: all_retractions
// purpose: every withdrawal, for digest and verification
MATCH (x:Retraction) RETURN x.key AS key, properties(x) AS properties
