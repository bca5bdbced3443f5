// What the load monitor asks.
import { graphql } from "./graphql.ts";

const LOAD = graphql(`
  fragment LoadFields on FileLoad {
    load
    file
    sha256
    profile
    state
    rowsSoFar
    openRejects
    rows {
      read
      accepted
      rejected
      ignored
    }
    begun {
      actor
      recordTime
    }
    closed {
      actor
      recordTime
      reason
    }
  }
`);

/** What is under way, whole; asked again and again. */
export const UNDER_WAY = graphql(
  `
    query UnderWay($most: Int!) {
      pushedFiles {
        file
        sha256
        actor
        received
        profile
        rowsRead
        rowsAbout
      }
      loads(first: $most, state: BEGUN) {
        totalCount
        edges {
          node {
            ...LoadFields
          }
        }
      }
    }
  `,
  [LOAD],
);

/** A page of all loads; the newest are the last ones. */
export const LOADS = graphql(
  `
    query Loads($last: Int!, $before: String) {
      loads(last: $last, before: $before) {
        totalCount
        pageInfo {
          hasPreviousPage
          startCursor
        }
        edges {
          node {
            ...LoadFields
          }
        }
      }
    }
  `,
  [LOAD],
);

export const REJECTS = graphql(`
  query Rejects($first: Int!, $after: String, $load: String, $rule: String, $text: String!, $open: Boolean) {
    rejects(first: $first, after: $after, load: $load, rule: $rule, text: $text, open: $open) {
      totalCount
      whole
      byRule {
        rule
        count
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          key
          load
          file
          line
          rule
          column
          message
          raw
          touches
          closed {
            actor
            recordTime
            reason
          }
        }
      }
    }
  }
`);

const DECISION = graphql(`
  fragment DecisionFields on Decision {
    done
    proposal
    waiting {
      role
    }
  }
`);

export const CLOSE_REJECTS = graphql(
  `
    mutation CloseRejects($keys: [String!], $load: String, $reason: String!, $password: String) {
      closeRejects(keys: $keys, load: $load, reason: $reason, password: $password) {
        closing
        before
        decisions {
          ...DecisionFields
        }
      }
    }
  `,
  [DECISION],
);

export const CLOSE_LOAD = graphql(
  `
    mutation CloseLoad($load: String!, $reason: String!, $password: String) {
      closeLoad(load: $load, reason: $reason, password: $password) {
        ...DecisionFields
      }
    }
  `,
  [DECISION],
);

export const SCORES = graphql(`
  query Scores {
    qualityScorecard {
      formula
      ledger {
        size
      }
      sources {
        source
        unended
        score
        completeness
        rows {
          read
          accepted
          rejected
          ignored
        }
        fields {
          record
          field
          owner
          stated
          required
        }
        breaches {
          rule
          record
          field
          severity
          owner
          count
          nextStep
        }
        loads {
          load
          file
          recordTime
          score
          completeness
          rows {
            read
            accepted
            rejected
            ignored
          }
        }
      }
    }
  }
`);

export const PROFILES = graphql(`
  query Profiles {
    profiles {
      name
      description
    }
  }
`);
