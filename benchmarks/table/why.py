"""Why lines of the table are short, as far as it was looked into: told below the table where they are.

Told by what the line measures, and the peer where it has several. A text that is no longer so goes with what
made it so.
"""

from __future__ import annotations

_WHOLE = (
    "ours tells the whole answer (packages, shipments, returns, customers, gaps, totals, its hash) and reads "
    "the ledger's head from the engine first; the peer tells the material flow alone"
)

WHY: dict[str, str] = {
    "recall of {rows}, PostgreSQL": f"{_WHOLE}. On a small plant the walk over logistics and the totals of "
    "each material cost more than the flow itself.",
    "recall of {rows}, Neo4j GraphQL Library": f"{_WHOLE}.",
    "recall of {rows}, Neo4j": f"{_WHOLE}.",
    "genealogy of {rows}": "what is no wide recall looks at each record, and the ledger's head is read from "
    "the engine first, which is one more round trip.",
    "chain of orders, {rows}": "each order of a chain is a step of its own, and what is told of it is read "
    "one by one.",
    "recall of {rows} rows to CSV": f"{_WHOLE}; the fixed costs of that weigh most where the rows are few.",
    "traversal alone": "it judges types, commits and withdrawals of each relationship, and "
    "looks around each step for its order and operations; numpy does none of this.",
    "10,000 rows x 8 fields": "values are checked and told as GraphQL wants them, one by one; orjson takes "
    "what it is given.",
    "small recalls": "all questions run in threads of one process, which take turns; the client and the "
    "engine take their share of the same cores.",
    "common cause": "what the bad items were made of is told as their genealogy, record by record.",
    "catch-up": "each fact is planned as the database plans it: what stands is looked up and ranked, and its "
    "record is written as JSON; the entry itself is read and unpacked from the engine first.",
    "standing scope": "a commit that may change the answer has the whole question asked again, and both "
    "answers are compared row by row.",
}
