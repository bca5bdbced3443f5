// The keys of personal values. They stand in no ledger (graph_store/outside.py): what a key opens is in the
// ledger for ever, and destroying the key is how it is erased.

// name: subject_key_constraint
// purpose: a record has one key
CREATE CONSTRAINT subject_key IF NOT EXISTS FOR (k:SubjectKey) REQUIRE k.subject IS UNIQUE

// name: subject_keys
// purpose: the keys of these records, and which of their erasures the ledger knows
// parameters: subjects [text], erasures [text]
UNWIND $subjects AS subject MATCH (k:SubjectKey {subject: subject})
RETURN k.subject AS about, k.id AS id, k.secret AS secret, k.erased AS erased
UNION ALL
UNWIND $erasures AS erasure MATCH (n:Erasure {key: erasure})
RETURN n.key AS about, '' AS id, '' AS secret, true AS erased

// name: create_subject_keys
// purpose: keys of records that have none
// parameters: rows [{subject, id, secret, erased}]
UNWIND $rows AS row CREATE (k:SubjectKey {subject: row.subject}) SET k += row

// name: erase_subject_keys
// purpose: write over keys in their place, and remember that they were destroyed
// parameters: subjects [text], blank text
UNWIND $subjects AS subject MATCH (k:SubjectKey {subject: subject}) SET k.secret = $blank, k.erased = true

// name: every_subject_key
// purpose: all keys that can open something, for a rebuild into another engine
MATCH (k:SubjectKey) WHERE k.erased = false
RETURN k.subject AS about, k.id AS id, k.secret AS secret, k.erased AS erased
