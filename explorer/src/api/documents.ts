// The documents that the explorer asks; their types come from docs/schema.graphql.
import { graphql } from "./graphql.ts";

export const GAP = graphql(`
  fragment GapFields on Gap {
    kind
    key
    label
    n
    words {
      en
      zh
    }
  }
`);

export const NOTE = graphql(`
  fragment NoteFields on Note {
    kind
    key
    type
    from
    to
    words {
      en
      zh
    }
  }
`);

/** What every answer tells of itself. */
export const ANSWER = graphql(
  `
    fragment AnswerFields on Answer {
      complete
      sha256
      ledger {
        size
        root
      }
      gaps {
        ...GapFields
      }
      notes {
        ...NoteFields
      }
    }
  `,
  [GAP, NOTE],
);

const ROW = graphql(`
  fragment RowFields on Row {
    key
    label
    name
    quantity
    unit
  }
`);

const TRACED = graphql(
  `
    fragment TraceFields on Trace {
      direction
      start
      ...AnswerFields
      asOf
      knownAt
      timeAware
      excluded {
        rows {
          key
          label
          byPostingDate
        }
      }
      prefer
      exportUrl
      counts {
        label
        count
      }
      totals {
        devices
        byMaterial {
          material
          quantity
          unit
        }
      }
      columns {
        keys
        labels
        names
        quantities
        units
        udiDis
        edgeKeys
        edgeTypes
        edgeSources
        edgeTargets
      }
    }
  `,
  [ANSWER],
);

/** Both directions at once; a direction that is not wanted is not asked. */
export const TRACE = graphql(
  `
    query Trace(
      $keys: [String!]!
      $asOf: String
      $knownAt: Int
      $timeAware: Boolean!
      $forward: Boolean!
      $backward: Boolean!
    ) {
      recall(keys: $keys, asOf: $asOf, knownAt: $knownAt, timeAware: $timeAware) @include(if: $forward) {
        ...TraceFields
      }
      genealogy(keys: $keys, asOf: $asOf, knownAt: $knownAt) @include(if: $backward) {
        ...TraceFields
      }
      ledgerHead {
        size
      }
    }
  `,
  [TRACED],
);

export const HISTORY = graphql(`
  query History($key: String!) {
    ledgerHead {
      size
      root
    }
    history(key: $key) {
      statement
      commit
      recordTime
      actor
      reason
      holds
      file
      line
      sourceSha256
      changes {
        name
        before
        after
      }
      signatures {
        signer
        name
        role
        meaning
        signed
      }
      proof {
        line
        header
        index
        size
        factsPath
        headerPath
      }
    }
  }
`);

export const SCOPES = graphql(`
  query Scopes {
    scopes {
      name
      owner
      note
      direction
      start
      startsHidden
      asOf
      knownAt
      savedAt
      shared
      counts {
        label
        count
      }
    }
  }
`);

const SCOPE_DIFFERENCE = graphql(
  `
    fragment ScopeDifferenceFields on ScopeDifference {
      complete
      customers
      rows {
        key
        how
        before {
          ...RowFields
        }
        after {
          ...RowFields
        }
      }
      gapsCame {
        ...GapFields
      }
      gapsWent {
        ...GapFields
      }
    }
  `,
  [GAP, ROW],
);

export const SCOPE = graphql(
  `
    query Scope($name: String!) {
      scope(name: $name) {
        reproduced
        saved {
          name
          owner
          savedAt
          start
          direction
          asOf
          knownAt
        }
        since {
          ...ScopeDifferenceFields
        }
      }
    }
  `,
  [SCOPE_DIFFERENCE],
);

export const SCOPE_DIFF = graphql(
  `
    query ScopeDiff($a: String!, $b: String!) {
      scopeDiff(a: $a, b: $b) {
        ...ScopeDifferenceFields
      }
    }
  `,
  [SCOPE_DIFFERENCE],
);

const CHANGES = graphql(
  `
    fragment Changes on Difference {
      changes {
        key
        how
        before {
          ...RowFields
        }
        after {
          ...RowFields
        }
        commits {
          seq
          actor
          reason
          recordTime
        }
      }
    }
  `,
  [ROW],
);

/** What changed in the answers of both directions; a direction that is not on the page is not asked. */
export const DIFF = graphql(
  `
    query Diff($keys: [String!]!, $from: Int!, $to: Int!, $asOf: String, $forward: Boolean!, $backward: Boolean!) {
      recallDiff(keys: $keys, from: $from, to: $to, asOf: $asOf) @include(if: $forward) {
        ...Changes
      }
      genealogyDiff(keys: $keys, from: $from, to: $to, asOf: $asOf) @include(if: $backward) {
        ...Changes
      }
    }
  `,
  [CHANGES],
);

export const SAVE_SCOPE = graphql(`
  mutation SaveScope(
    $name: String!
    $note: String!
    $keys: [String!]!
    $direction: Direction!
    $asOf: String
    $knownAt: Int
    $shared: Boolean!
  ) {
    saveScope(
      name: $name
      note: $note
      keys: $keys
      direction: $direction
      asOf: $asOf
      knownAt: $knownAt
      shared: $shared
    ) {
      name
      owner
      savedAt
    }
  }
`);
