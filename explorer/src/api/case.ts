// What the page of a recall asks, and what it records.
import type { ResultOf } from "gql.tada";
import { graphql } from "./graphql.ts";
import { DECIDED } from "./work.ts";

export const CASE = graphql(`
  query RecallCase($key: String!) {
    recallCase(key: $key) {
      key
      stage
      name
      recallClass
      starts
      certificate
      complete
      gaps {
        en
        zh
      }
      checksNeeded
      knownAt
      root
      consignees {
        key
        name
        address
        phone
        country
        standing
        notified
        method
        responded
        attempts
        check
        deliveries {
          about
          document
          shipped
          quantity
          unit
        }
      }
      accounts {
        about
        unit
        shipped
        onHand
        sentBack
        corrected
        destroyed
        open
      }
      reports {
        key
        authority
        report
        submitted
        sha256
      }
      dueReports {
        authority
        rule
        report {
          en
          zh
        }
        article
        pack
        event
        about
        started
        due
        atOnce
        state
        unknown
      }
      uncovered
    }
  }
`);

export const OPEN_RECALL = graphql(
  `
    mutation OpenRecall($name: String!, $starts: [String!]!, $cameOf: [String!]!, $reason: String!, $password: String) {
      openRecall(name: $name, starts: $starts, cameOf: $cameOf, reason: $reason, password: $password) {
        key
        decision {
          ...Decided
        }
      }
    }
  `,
  [DECIDED],
);

export const NOTIFY = graphql(
  `
    mutation Notify(
      $key: String!
      $method: String!
      $consignees: [String!]
      $language: String!
      $reason: String!
      $password: String
    ) {
      notifyConsignees(
        key: $key
        method: $method
        consignees: $consignees
        language: $language
        reason: $reason
        password: $password
      ) {
        told
        against
        decisions {
          ...Decided
        }
      }
    }
  `,
  [DECIDED],
);

export const RESPOND = graphql(
  `
    mutation Respond($key: String!, $responses: [ConsigneeResponse!]!, $reason: String!, $password: String) {
      recordResponses(key: $key, responses: $responses, reason: $reason, password: $password) {
        taken
        against
        decision {
          ...Decided
        }
      }
    }
  `,
  [DECIDED],
);

export const ATTEMPT = graphql(
  `
    mutation Attempt(
      $key: String!
      $consignee: String!
      $method: String!
      $result: String!
      $remark: String!
      $reason: String!
      $password: String
    ) {
      recordAttempt(
        key: $key
        consignee: $consignee
        method: $method
        result: $result
        remark: $remark
        reason: $reason
        password: $password
      ) {
        ...Decided
      }
    }
  `,
  [DECIDED],
);

export const CHECK = graphql(
  `
    mutation RecordCheck(
      $key: String!
      $consignee: String!
      $method: String!
      $result: String!
      $remark: String!
      $reason: String!
      $password: String
    ) {
      recordCheck(
        key: $key
        consignee: $consignee
        method: $method
        result: $result
        remark: $remark
        reason: $reason
        password: $password
      ) {
        ...Decided
      }
    }
  `,
  [DECIDED],
);

export const GIVE_UP = graphql(
  `
    mutation GiveUp($key: String!, $consignee: String!, $reason: String!, $password: String) {
      giveUpConsignee(key: $key, consignee: $consignee, reason: $reason, password: $password) {
        ...Decided
      }
    }
  `,
  [DECIDED],
);

export const SUBMIT = graphql(
  `
    mutation Submit(
      $about: String!
      $authority: String!
      $report: String!
      $submitted: String!
      $sha256: String!
      $reference: String!
      $reason: String!
      $password: String
    ) {
      recordSubmission(
        about: $about
        authority: $authority
        report: $report
        submitted: $submitted
        sha256: $sha256
        reference: $reference
        reason: $reason
        password: $password
      ) {
        ...Decided
      }
    }
  `,
  [DECIDED],
);

export type Case = NonNullable<ResultOf<typeof CASE>["recallCase"]>;
export type Consignee = Case["consignees"][number];
export type Account = Case["accounts"][number];
