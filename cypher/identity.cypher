// Credentials, sessions and the security log. They stand in no ledger (graph_store/outside.py). Whoever
// changes one of these nodes writes to it first and reads then, so that racing changes take turns.

// name: credential_constraint
// purpose: an account has one password
CREATE CONSTRAINT credential_account IF NOT EXISTS FOR (c:Credential) REQUIRE c.account IS UNIQUE

// name: api_key_constraint
// purpose: find the key that a request names
CREATE CONSTRAINT api_key_id IF NOT EXISTS FOR (k:ApiKey) REQUIRE k.id IS UNIQUE

// name: session_constraint
// purpose: find the session of a token by the token's hash
CREATE CONSTRAINT session_id IF NOT EXISTS FOR (s:Session) REQUIRE s.id IS UNIQUE

// name: session_account_index
// purpose: find the sessions of an account, to end them
CREATE INDEX session_account IF NOT EXISTS FOR (s:Session) ON (s.account)

// name: security_entry_constraint
// purpose: one entry in each place of the log
CREATE CONSTRAINT security_entry_n IF NOT EXISTS FOR (e:SecurityEntry) REQUIRE e.n IS UNIQUE

// name: security_head_constraint
// purpose: one end of the log, one clock
CREATE CONSTRAINT security_head_id IF NOT EXISTS FOR (h:SecurityHead) REQUIRE h.id IS UNIQUE

// name: account_exists
// purpose: is there anybody who can sign in
MATCH (n:Account) WHERE n._stub IS NULL RETURN n.key AS key LIMIT 1

// name: put_credentials
// purpose: write what is known of an account's password, in the place of what was
// parameters: rows [{account, password, changed, once, sealed, public, failures, locked_until, turn}]
UNWIND $rows AS row MERGE (c:Credential {account: row.account}) SET c = row

// name: lock_credential
// purpose: take the write lock of a credential by a write, then read it
// parameters: account text
MATCH (c:Credential {account: $account}) SET c.turn = c.turn + 1 RETURN properties(c) AS properties

// name: credential
// purpose: the credential of an account
// parameters: account text
MATCH (c:Credential {account: $account}) RETURN properties(c) AS properties

// name: every_credential
// purpose: all of them, to be kept beside an archive
MATCH (c:Credential) RETURN properties(c) AS properties

// name: remove_credential
// purpose: take back the credential of an account that was not opened
// parameters: account text
MATCH (c:Credential {account: $account}) DETACH DELETE c

// name: put_api_keys
// purpose: write a key of a program: its hash, never the key
// parameters: rows [{id, account, note, secret_sha256, scopes, created, expires, used, revoked}]
UNWIND $rows AS row MERGE (k:ApiKey {id: row.id}) SET k = row

// name: api_key
// purpose: one key
// parameters: id text
MATCH (k:ApiKey {id: $id}) RETURN properties(k) AS properties

// name: every_api_key
// purpose: all keys; there are as many as programs that ask
MATCH (k:ApiKey) RETURN properties(k) AS properties

// name: use_api_key
// purpose: the day on which a key was last used
// parameters: id text, day text
MATCH (k:ApiKey {id: $id}) SET k.used = $day

// name: revoke_api_key
// purpose: a key that is never accepted again; the first time stays
// parameters: id text, at text
MATCH (k:ApiKey {id: $id}) WHERE k.revoked = '' SET k.revoked = $at RETURN k.id AS id

// name: put_sessions
// purpose: write a session, by the hash of its token
// parameters: rows [{id, account, began, seen, expires, ended}]
UNWIND $rows AS row MERGE (s:Session {id: row.id}) SET s = row

// name: session
// purpose: one session
// parameters: id text
MATCH (s:Session {id: $id}) RETURN properties(s) AS properties

// name: touch_session
// purpose: a session was used; one that has ended stays as it is
// parameters: id text, at text
MATCH (s:Session {id: $id}) WHERE s.ended = '' SET s.seen = $at

// name: end_session
// purpose: a session that is never accepted again
// parameters: id text, at text
MATCH (s:Session {id: $id}) WHERE s.ended = '' SET s.ended = $at RETURN s.id AS id

// name: end_sessions_of
// purpose: the same for all sessions of an account
// parameters: account text, at text
MATCH (s:Session {account: $account}) WHERE s.ended = '' SET s.ended = $at RETURN s.id AS id

// name: forget_sessions
// purpose: sessions that are over for good, whatever the clock says
// parameters: before text
MATCH (s:Session) WHERE s.expires < $before DETACH DELETE s

// name: read_clock
// purpose: the latest time that anybody saw here
MATCH (h:SecurityHead {id: 'clock'}) RETURN h.time AS time

// name: keep_clock
// purpose: remember the latest time, so that no clock that is set back makes old things new
// parameters: at text
MERGE (h:SecurityHead {id: 'clock'}) SET h.time = CASE WHEN coalesce(h.time, '') < $at THEN $at ELSE h.time END

// name: make_security_head
// purpose: an empty log
// parameters: pending text
MERGE (h:SecurityHead {id: 'log'})
ON CREATE SET h.size = 0, h.sha256 = '', h.time = '', h.pending = $pending, h.batch = '', h.turn = 0

// name: lock_security_head
// purpose: take the write lock of the log by a write, then read its end
MATCH (h:SecurityHead {id: 'log'}) SET h.turn = h.turn + 1
RETURN h.size AS size, h.sha256 AS sha256, h.time AS time, h.pending AS pending, h.batch AS batch

// name: read_security_head
// purpose: the end of the log
MATCH (h:SecurityHead {id: 'log'})
RETURN h.size AS size, h.sha256 AS sha256, h.time AS time, h.pending AS pending, h.batch AS batch

// name: advance_security_head
// purpose: the end of the log after more entries
// parameters: size integer, sha256 text, time text, pending text, batch text
MATCH (h:SecurityHead {id: 'log'})
SET h.size = $size, h.sha256 = $sha256, h.time = $time, h.pending = $pending, h.batch = $batch

// name: append_security_entries
// purpose: more entries
// parameters: rows [{n, entry}]
UNWIND $rows AS row CREATE (e:SecurityEntry {n: row.n}) SET e.entry = row.entry

// name: security_entries
// purpose: a run of entries
// parameters: ns [integer]
UNWIND $ns AS n MATCH (e:SecurityEntry {n: n}) RETURN n, e.entry AS entry ORDER BY n

// name: count_security_entries
// purpose: how many entries there are, those behind the end included
MATCH (e:SecurityEntry) RETURN count(e) AS n, max(e.n) AS last
