// Expanded for every declared label, type and pair of ends by graph_store/expand.py into schema.cypher
// and upserts.cypher. A template is named and says over what it is expanded.
//
// Forms that both engines answer by index (measured): UNWIND + MATCH by label and key for nodes,
// `r.key IN $keys` for relationships. A pattern starts at its bound end (ArcadeDB scans else). An inline {key: ...} map on a relationship scans on ArcadeDB.

// name: key___LABEL__
// purpose: no two nodes of a label share a key
// for: labels
// file: schema
CREATE CONSTRAINT key___LABEL__ IF NOT EXISTS FOR (n:__LABEL__) REQUIRE n.key IS UNIQUE

// name: search___LABEL_____PROPERTY__
// purpose: exact and prefix search on a property that people look for
// for: indexed properties
// file: schema
CREATE INDEX search___LABEL_____PROPERTY__ IF NOT EXISTS FOR (n:__LABEL__) ON (n.__PROPERTY__)

// name: key___TYPE__
// purpose: find the statements of a relationship key
// for: types
// file: schema
CREATE INDEX key___TYPE__ IF NOT EXISTS FOR ()-[r:__TYPE__]-() ON (r.key)

// name: create___LABEL__
// purpose: write nodes that are not there yet
// parameters: rows [properties with key]
// for: labels
// file: upserts
UNWIND $rows AS row CREATE (n:__LABEL__) SET n = row

// name: update___LABEL__
// purpose: change properties of nodes; null removes
// parameters: rows [{key, properties}]
// for: labels
// file: upserts
UNWIND $rows AS row MATCH (n:__LABEL__ {key: row.key}) SET n += row.properties

// name: read___LABEL__
// purpose: nodes as they stand, by key; a row for each commit they came with, so that no row is large
// parameters: keys [text]
// for: labels
// file: upserts
UNWIND $keys AS key MATCH (n:__LABEL__ {key: key}) RETURN n._commit AS commit, collect(properties(n)) AS nodes

// name: present___LABEL__
// purpose: which of these keys exist
// parameters: keys [text]
// for: labels
// file: upserts
UNWIND $keys AS key MATCH (n:__LABEL__ {key: key}) RETURN collect(key) AS keys

// name: staged___LABEL__
// purpose: keys of the nodes that stand in a stage of their workflow; a scan
// for: staged labels
// file: upserts
MATCH (n:__LABEL__) WHERE n.stage IS NOT NULL RETURN n.key AS key

// name: disputed___LABEL__
// purpose: nodes of which sources dispute a property, from one key on; a scan
// parameters: begin text, first integer
// for: labels
// file: upserts
MATCH (n:__LABEL__) WHERE n._disputed IS NOT NULL AND n.key >= $begin
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: next___LABEL__
// purpose: where a page of keys may end; which keys are looked at, is the engine's choice
// parameters: after text, first integer
// for: labels
// file: upserts
MATCH (n:__LABEL__) WHERE n.key > $after WITH n.key AS key LIMIT $first RETURN key ORDER BY key DESC LIMIT 1

// name: page___LABEL__
// purpose: the first keys between two, each with the commit that first stated it; else with that of its mention
// parameters: after text, until text, first integer, known_at integer
// for: labels
// file: upserts
MATCH (n:__LABEL__) WHERE n.key > $after AND n.key <= $until WITH n ORDER BY n.key LIMIT $first
WITH n.key AS key, n._commit AS made, CASE WHEN n._stated <= $known_at THEN n._stated ELSE n._commit END AS commit
RETURN commit, collect([key, made]) AS keys

// name: find___LABEL__
// purpose: the key itself and the longer keys that begin with it
// parameters: key text, prefix text
// for: labels
// file: upserts
MATCH (n:__LABEL__) WHERE n.key = $key RETURN n.key AS key
UNION
MATCH (n:__LABEL__) WHERE n.key STARTS WITH $prefix RETURN n.key AS key

// name: all___LABEL__
// purpose: every node of a label, for digest and verification
// for: labels
// file: upserts
MATCH (n:__LABEL__) RETURN n.key AS key, properties(n) AS properties

// name: find___LABEL___by___PROPERTY__
// purpose: nodes whose property begins with a text, by index
// parameters: text, after text, first integer, known_at integer
// for: indexed properties
// file: upserts
MATCH (n:__LABEL__) WHERE n.__PROPERTY__ STARTS WITH $text AND n.key > $after AND n._commit <= $known_at
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: find___LABEL___in___PROPERTY__
// purpose: nodes whose name holds a text, or whose number begins with it, in any case; labels with few nodes
// parameters: lower text, number text, after text, first integer, known_at integer
// for: scanned properties
// file: upserts
MATCH (n:__LABEL__) WHERE n.key > $after AND n._commit <= $known_at
AND (toLower(coalesce(n.__PROPERTY__, '')) CONTAINS $lower OR toLower(n.key) CONTAINS $number)
RETURN n.key AS key, properties(n) AS properties ORDER BY key LIMIT $first

// name: exact___LABEL___by___PROPERTY__
// purpose: nodes whose property is one of these texts, by index
// parameters: texts [text], known_at integer
// for: indexed properties
// file: upserts
UNWIND $texts AS text MATCH (n:__LABEL__ {__PROPERTY__: text}) WHERE n._commit <= $known_at RETURN n.key AS key

// name: ending___LABEL__
// purpose: nodes whose key ends with one of these texts, a scan; where no property holds the number
// parameters: texts [text], known_at integer
// for: labels
// file: upserts
UNWIND $texts AS text MATCH (n:__LABEL__) WHERE n.key ENDS WITH text AND n._commit <= $known_at RETURN n.key AS key

// name: statements___TYPE__
// purpose: every recorded statement of these relationship keys, live or not
// parameters: keys [text]
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys
RETURN r.key AS key, r._rank AS rank, r._commit AS commit, r._retracted AS retracted

// name: ends___TYPE__
// purpose: the ends of every recorded statement of these relationship keys, live or not
// parameters: keys [text]
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys RETURN r.key AS key, a.key AS source, b.key AS target

// name: rivals___TYPE__
// purpose: the statements of these relationship keys that are, or were, in dispute
// parameters: keys [text], known_at integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys AND r._disputed <= $known_at AND r._commit <= $known_at
RETURN a.key AS source, b.key AS target, properties(r) AS properties

// name: disputed___TYPE__
// purpose: relationship keys that sources dispute, from one on; a scan
// parameters: begin text, first integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r._disputed IS NOT NULL AND r._settled IS NULL AND r.key >= $begin
RETURN DISTINCT r.key AS key ORDER BY key LIMIT $first

// name: dispute___TYPE__
// purpose: mark live statements beside which another one has the same standing
// parameters: keys [text], seq integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys AND r._retracted IS NULL AND r._disputed IS NULL
SET r._disputed = $seq

// name: settle___TYPE__
// purpose: mark statements in dispute as decided by a better one or a withdrawal
// parameters: keys [text], seq integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys AND r._disputed IS NOT NULL AND r._settled IS NULL
SET r._settled = $seq

// name: retire___TYPE__
// purpose: mark live statements as replaced by a better one
// parameters: keys [text], seq integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys AND r._retracted IS NULL SET r._retracted = $seq

// name: void___TYPE__
// purpose: mark live statements as withdrawn
// parameters: keys [text], seq integer
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r.key IN $keys AND r._retracted IS NULL
SET r._retracted = $seq, r._void = true

// name: all___TYPE__
// purpose: every live relationship of a type, for digest and verification
// for: types
// file: upserts
MATCH (a)-[r:__TYPE__]->(b) WHERE r._retracted IS NULL
RETURN r.key AS key, labels(a) AS source_labels, a.key AS source, labels(b) AS target_labels, b.key AS target,
       properties(r) AS properties

// name: link___TYPE_____SOURCE_____TARGET__
// purpose: write statements of relationships between nodes that are there; says how many it could
// parameters: rows [{source, target, properties with key}]
// for: ends
// file: upserts
UNWIND $rows AS row
MATCH (a:__SOURCE__ {key: row.source})
MATCH (b:__TARGET__ {key: row.target})
CREATE (a)-[r:__TYPE__]->(b) SET r = row.properties
RETURN count(r) AS made

// name: out___TYPE_____SOURCE__
// purpose: relationships of a type that leave these nodes
// parameters: keys [text], known_at integer
// for: sources
// file: upserts
UNWIND $keys AS k MATCH (a:__SOURCE__ {key: k})-[r:__TYPE__]->(b) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, b.key, properties(r)]) AS links

// name: into___TYPE_____TARGET__
// purpose: relationships of a type that end in these nodes
// parameters: keys [text], known_at integer
// for: targets
// file: upserts
UNWIND $keys AS k MATCH (b:__TARGET__ {key: k})<-[r:__TYPE__]-(a) WHERE r._commit <= $known_at
RETURN type(r) AS type, r._commit AS commit, collect([k, a.key, properties(r)]) AS links
