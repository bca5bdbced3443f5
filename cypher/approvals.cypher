// Who may decide, read in the transaction of the commit that decides.

// name: all_accounts
// purpose: every account with what it may do; there are as many as people who decide
MATCH (n:Account) RETURN properties(n) AS properties

// name: open_proposals
// purpose: what waits for signatures
MATCH (n:Proposal) WHERE n.outcome = 'open' RETURN n.key AS key ORDER BY key
