// Saved questions. They stand in no ledger (graph_store/outside.py): a working paper, and no evidence.

// name: scope_constraint
// purpose: an owner has one scope of a name
CREATE CONSTRAINT scope_id IF NOT EXISTS FOR (s:Scope) REQUIRE s.id IS UNIQUE

// name: scope_owner_index
// purpose: find what somebody saved
CREATE INDEX scope_owner IF NOT EXISTS FOR (s:Scope) ON (s.owner)

// name: create_scopes
// purpose: write new scopes; one that is there is never written over
// parameters: rows [{id, owner, name, shared, direction, starts, as_of, known_at, prefer, note, size, sha256, counts, sites}]
UNWIND $rows AS row CREATE (s:Scope {id: row.id}) SET s = row

// name: scope
// purpose: one scope
// parameters: id text
MATCH (s:Scope {id: $id}) RETURN properties(s) AS properties

// name: scopes_of
// purpose: what somebody saved, and what others share
// parameters: owner text
MATCH (s:Scope) WHERE s.owner = $owner OR s.shared = true RETURN properties(s) AS properties

// name: remove_scope
// purpose: forget a scope; what it asks about stays
// parameters: id text
MATCH (s:Scope {id: $id}) DETACH DELETE s
