// What is asked about a room: its curves and steps at once, its readings page by page.
import { graphql } from "./graphql.ts";

export const ENVIRONMENT = graphql(`
  query Environment($key: String!, $from: String, $to: String, $asOf: String, $knownAt: Int, $points: Int!, $steps: Int!) {
    environment(key: $key, from: $from, to: $to, asOf: $asOf, knownAt: $knownAt) {
      key
      places
      from
      to
      complete
      gaps {
        kind
        key
        label
        words {
          en
          zh
        }
      }
      silent {
        place
        sensor
      }
      series(points: $points) {
        place
        sensor
        quantityKind
        uom
        readings
        outside
        unknown
        undated
        points {
          from
          to
          readings
          minimum
          maximum
          lowerLimit
          upperLimit
          limitsAreOne
          outside
          unknown
        }
        holes {
          from
          to
        }
      }
      steps(first: $steps) {
        totalCount
        edges {
          node {
            key
            precision
            started
            ended
          }
        }
      }
      ledger {
        size
        root
      }
      sha256
    }
  }
`);

export const READINGS = graphql(`
  query Readings(
    $key: String!
    $from: String
    $to: String
    $asOf: String
    $knownAt: Int
    $outside: Boolean!
    $first: Int!
    $after: String
  ) {
    environment(key: $key, from: $from, to: $to, asOf: $asOf, knownAt: $knownAt) {
      readings(outside: $outside, first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            key
            place
            sensor
            quantityKind
            uom
            started
            ended
            minimum
            maximum
            lowerLimit
            upperLimit
            state
          }
        }
      }
    }
  }
`);
