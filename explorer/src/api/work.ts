// What the work pages ask: where records stand, what may be done with them, what waits for signatures.
import { ask, whole } from "./ask.ts";
import type { ResultOf } from "gql.tada";
import { graphql } from "./graphql.ts";

const COMMAND = graphql(`
  fragment CommandFields on WorkCommand {
    command
    description {
      en
      zh
    }
    stages
    leadsTo
    needs
    takes
    ties {
      type
      required
      forward
    }
    approvers {
      role
      meaning
    }
    against {
      en
      zh
    }
  }
`);

export const FORMS = graphql(
  `
    query WorkForms {
      workForms {
        label
        description {
          en
          zh
        }
        commands {
          ...CommandFields
        }
      }
    }
  `,
  [COMMAND],
);

export const STANDING = graphql(
  `
    query Work($key: String!) {
      work(key: $key) {
        key
        label
        stage
        knownAt
        open {
          ...CommandFields
        }
      }
    }
  `,
  [COMMAND],
);

export const WORKLIST = graphql(`
  query Worklist {
    worklist {
      key
      label
      name
      stage
      due
      overdue
    }
    rulesBehind
  }
`);

export const DECIDED = graphql(`
  fragment Decided on Decision {
    done
    proposal
    waiting {
      role
      meaning
    }
  }
`);

export const DO = graphql(
  `
    mutation Do(
      $record: String!
      $command: String!
      $reason: String!
      $fields: [PropertyValue!]!
      $ties: [RecordTie!]!
      $password: String
    ) {
      work(record: $record, command: $command, reason: $reason, fields: $fields, ties: $ties, password: $password) {
        key
        decision {
          ...Decided
        }
      }
    }
  `,
  [DECIDED],
);

export const PROPOSALS = graphql(`
  query Proposals {
    proposals {
      key
      reason
      proposedBy
      seen
      content
      readable
      signatures {
        name
        role
        meaning
        signed
      }
      waiting {
        role
        meaning
      }
    }
  }
`);

export const SIGN = graphql(
  `
    mutation Sign($key: String!, $password: String!) {
      signProposal(key: $key, password: $password) {
        ...Decided
      }
    }
  `,
  [DECIDED],
);

export const REJECT = graphql(`
  mutation Reject($key: String!, $reason: String!) {
    rejectProposal(key: $key, reason: $reason)
  }
`);

const DICTIONARY = graphql(`
  query Dictionary {
    dataDictionary {
      ownerType
      name
      kind
      unit
      values
      description
    }
  }
`);

export type Command = ResultOf<typeof COMMAND>;
export type Form = NonNullable<ResultOf<typeof FORMS>["workForms"]>[number];
export type Waiting = NonNullable<ResultOf<typeof WORKLIST>["worklist"]>[number];
export type Proposal = NonNullable<ResultOf<typeof PROPOSALS>["proposals"]>[number];
export type Decided = ResultOf<typeof DECIDED>;
export type Entry = ResultOf<typeof DICTIONARY>["dataDictionary"][number];

/** Declared fields by the record they belong to, then by name. */
export type Dictionary = ReadonlyMap<string, ReadonlyMap<string, Entry>>;

let kept: Promise<Dictionary> | null = null;

/** What fields are. It is the server's own and does not change while the page is open; a failed read is tried again. */
export function dictionary(): Promise<Dictionary> {
  kept ??= read().catch((error: unknown) => {
    kept = null;
    throw error;
  });
  return kept;
}

async function read(): Promise<Dictionary> {
  const all = new Map<string, Map<string, Entry>>();
  for (const entry of whole((await ask(DICTIONARY, {})).dataDictionary)) {
    const fields = all.get(entry.ownerType) ?? new Map<string, Entry>();
    all.set(entry.ownerType, fields.set(entry.name, entry));
  }
  return all;
}
