// What is asked to find records, and what stands next to them.
import { graphql } from "./graphql.ts";

const HIT = graphql(`
  fragment HitFields on Node {
    key
    label
    name
    stated
    ... on Lot {
      udi
    }
    ... on Device {
      udi
    }
    ... on Receipt {
      document
      deliveryNote
      purchaseOrder
      supplierLot
    }
    ... on Shipment {
      document
      salesOrder
    }
    ... on Return {
      document
    }
  }
`);

export const FIND = graphql(
  `
    query Find($text: String!, $first: Int!, $after: String, $asOf: String, $knownAt: Int) {
      search(text: $text, first: $first, after: $after, asOf: $asOf, knownAt: $knownAt) {
        edges {
          node {
            ...HitFields
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [HIT],
);

/** What a label or a typed number means. */
export const SCAN = graphql(
  `
    query Scan($text: String!, $first: Int!, $asOf: String, $knownAt: Int) {
      scan(text: $text, first: $first, asOf: $asOf, knownAt: $knownAt) {
        agency
        lot
        serial
        canonical
        separatorsLost
        mayBeNumber
        more
        findings {
          rule
          message
        }
        nodes {
          ...HitFields
        }
      }
    }
  `,
  [HIT],
);

/** How much flows into each of these records and out of it. */
export const NEIGHBOURS = graphql(`
  query Neighbours($keys: [String!]!, $asOf: String, $knownAt: Int) {
    neighbours(keys: $keys, asOf: $asOf, knownAt: $knownAt) {
      key
      flowsIn {
        label
        count
      }
      flowsOut {
        label
        count
      }
      hiddenIn
      hiddenOut
    }
  }
`);
