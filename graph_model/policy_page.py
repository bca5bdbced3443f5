"""The policy table as a page: docs/policy.md."""

from __future__ import annotations

from graph_model.policy import PERMISSIONS, POLICY_VERSION, RULES, Rule

_HEAD = f"""# Policy table

Generated from `graph_model/policy.py` by `make generate`. Do not edit. Version {POLICY_VERSION}; a change
is a new version, and what was proposed under another version must be proposed anew.

It binds what is decided here. What a source states is imported and attributed to that source.
The commit itself checks it, so no interface passes by it. lotgraph is Part 11-capable: it holds the
means; who a person is (11.100(b)), the letter to the agency (11.100(c)) and training (11.10(i)) are
procedures of the plant.

## Who must sign

Signatures are given in this order, by different persons with different keys. Each binds printed name,
time of the server, meaning, and the hash of the facts and their reason. A record that changed since it
was proposed must be signed anew. Where a commit comes under several rules it needs all of their signatures.
Who may propose may also reject what waits. An account keeps its person, and a closed one stays closed.

The last column says what a ledger without accounts takes: nobody can sign there.

| operation | record | signatures, in order | what it is | without accounts |
|---|---|---|---|---|
"""
_ROLES = """
## Roles

Permissions are what a request needs. To sign needs the role that the table names, and the password.

| role | permissions |
|---|---|
"""


def page() -> str:
    """The policy table as Markdown."""
    roles = [
        f"| `{role}` | {', '.join(sorted(f'`{p}`' for p in allowed))} |"
        for role, allowed in PERMISSIONS.items()
    ]
    return _HEAD + "\n".join(map(_line, RULES)) + "\n" + _ROLES + "\n".join(roles) + "\n"


def _line(rule: Rule) -> str:
    signatures = ", ".join(f"{i}. {a.role} ({a.meaning})" for i, a in enumerate(rule.approvers, start=1))
    allowed = "taken" if rule.before_accounts else "refused"
    return (
        f"| {rule.operation} | {rule.label or 'all others'} | {signatures or 'none'} "
        f"| {rule.description} | {allowed} |"
    )
