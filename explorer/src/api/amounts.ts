// How much the relationships of an answer moved; asked of the ledger size of that answer.
import { graphql } from "./graphql.ts";

export const AMOUNTS = graphql(`
  query Amounts(
    $keys: [String!]!
    $asOf: String
    $knownAt: Int
    $timeAware: Boolean!
    $forward: Boolean!
    $backward: Boolean!
  ) {
    recall(keys: $keys, asOf: $asOf, knownAt: $knownAt, timeAware: $timeAware) @include(if: $forward) {
      sha256
      edgeAmounts {
        quantities
        units
      }
    }
    genealogy(keys: $keys, asOf: $asOf, knownAt: $knownAt) @include(if: $backward) {
      sha256
      edgeAmounts {
        quantities
        units
      }
    }
  }
`);
