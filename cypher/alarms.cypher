// How far the rules have looked. It stands in no ledger (graph_store/outside.py): lost, they look again.

// name: alarm_head_constraint
// purpose: there is one of them
CREATE CONSTRAINT alarm_head_id IF NOT EXISTS FOR (a:AlarmHead) REQUIRE a.id IS UNIQUE

// name: alarms_seen
// purpose: the ledger size up to which the rules have looked
MATCH (a:AlarmHead {id: 'alarms'}) RETURN a.size AS size

// name: keep_alarms_seen
// purpose: remember it; never less than before
// parameters: size integer
MERGE (a:AlarmHead {id: 'alarms'}) SET a.size = CASE WHEN coalesce(a.size, 0) < $size THEN $size ELSE a.size END
