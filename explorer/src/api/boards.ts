// What the boards ask.
import { ANSWER } from "./documents.ts";
import { graphql } from "./graphql.ts";

/** One page of the ranking; a page that follows is asked at the ledger size of the first one. */
export const CAUSES = graphql(
  `
    query Causes($keys: [String!]!, $asOf: String, $knownAt: Int, $after: String) {
      commonCause(keys: $keys, asOf: $asOf, knownAt: $knownAt) {
        bad
        goodItems
        tested
        ...AnswerFields
        ranking(first: 500, after: $after) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              rank
              group
              kind
              key
              when
              name
              bad
              good
              p
              q
            }
          }
        }
      }
    }
  `,
  [ANSWER],
);

export const BALANCE = graphql(
  `
    query Balance($keys: [String!]!, $asOf: String, $knownAt: Int, $after: String) {
      massBalance(keys: $keys, asOf: $asOf, knownAt: $knownAt) {
        ...AnswerFields
        rows(first: 500, after: $after) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              key
              label
              name
              unit
              received
              produced
              returned
              consumed
              shipped
              scrapped
              onHand
              unexplained
            }
          }
        }
      }
    }
  `,
  [ANSWER],
);
