// When the events of the answer were, of both directions at once.
import { graphql } from "./graphql.ts";

const TIMES_FIELDS = graphql(`
  fragment TimesFields on Trace {
    columns {
      keys
    }
    times {
      started
      ended
      events
      disputed
    }
  }
`);

export const TIMES = graphql(
  `
    query Times($keys: [String!]!, $asOf: String, $knownAt: Int, $timeAware: Boolean!, $forward: Boolean!, $backward: Boolean!) {
      recall(keys: $keys, asOf: $asOf, knownAt: $knownAt, timeAware: $timeAware) @include(if: $forward) {
        ...TimesFields
      }
      genealogy(keys: $keys, asOf: $asOf, knownAt: $knownAt) @include(if: $backward) {
        ...TimesFields
      }
    }
  `,
  [TIMES_FIELDS],
);
