// What the page of key figures asks.
import type { ResultOf } from "gql.tada";
import { graphql } from "./graphql.ts";

const POINT = graphql(`
  fragment PointFields on FigurePoint {
    name
    period
    value
    unit
    numerator
    denominator
    lacksNumbers
    missing
    missingWords {
      en
      zh
    }
    computed
    size
  }
`);

export const FIGURES = graphql(
  `
    query Figures {
      figureDefinitions {
        name
        unit
        en
        zh
        target
        shipsWith
        targetDecided
        atLeast
        numerator {
          en
          zh
        }
        denominator {
          en
          zh
        }
      }
      indicators {
        ...PointFields
      }
      drills {
        key
        performed
        scope
        madeUp
        seconds
        rows
        gaps
        units {
          unit
          items
          share
          unexplained
          unknown
        }
        precision
        recall
        verdict
        targetSeconds
        targetLocated
      }
    }
  `,
  [POINT],
);

export const AROUND = graphql(
  `
    query FiguresAround($day: String, $commit: Int) {
      figuresAround(day: $day, commit: $commit) {
        commits {
          seq
          recordTime
          actor
          reason
        }
        changed {
          actor
          kind
          of
          origin
          facts
        }
        targets {
          name
          unit
          before
          after
        }
        figures {
          name
          unit
          before {
            ...PointFields
          }
          after {
            ...PointFields
          }
          difference
        }
      }
    }
  `,
  [POINT],
);

type Told = ResultOf<typeof FIGURES>;
export type Point = ResultOf<typeof POINT>;
export type Definition = NonNullable<Told["figureDefinitions"]>[number];
export type Drill = NonNullable<Told["drills"]>[number];
export type Comparison = NonNullable<ResultOf<typeof AROUND>["figuresAround"]>;
export type Pair = Comparison["figures"][number];
