// What the page of holds asks.
import type { ResultOf } from "gql.tada";
import { ask, whole } from "./ask.ts";
import { ANSWER } from "./documents.ts";
import { graphql } from "./graphql.ts";

const ITEM = graphql(`
  fragment ItemFields on HeldItem {
    key
    label
    here
    quantity
    unit
    shipments
    holds
    hidden
  }
`);

const BOARD = graphql(
  `
    query OnHold($asOf: String, $knownAt: Int, $after: String) {
      onHold(asOf: $asOf, knownAt: $knownAt) {
        ...AnswerFields
        items(first: 1) {
          totalCount
        }
        holds(first: 500, after: $after) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              freedByLift
              decision {
                key
                reason
                decided
                lifted
                targets
              }
              onHand(first: 1) {
                totalCount
              }
              shipped(first: 1) {
                totalCount
              }
              usedUp(first: 1) {
                totalCount
              }
            }
          }
        }
      }
    }
  `,
  [ANSWER],
);

/** A page of items; one that follows is asked at the ledger size of the board. */
export const ITEMS = graphql(
  `
    query HeldItems($asOf: String, $knownAt: Int, $hold: String, $where: HeldWhere, $after: String) {
      onHold(asOf: $asOf, knownAt: $knownAt) {
        items(first: 500, after: $after, hold: $hold, where: $where) {
          totalCount
          pageInfo {
            hasNextPage
            endCursor
          }
          edges {
            node {
              ...ItemFields
            }
          }
        }
      }
    }
  `,
  [ITEM],
);

export const HELD_BY = graphql(
  `
    query HeldBy($key: String!, $asOf: String, $knownAt: Int) {
      heldBy(key: $key, asOf: $asOf, knownAt: $knownAt) {
        key
        held
        holds {
          key
          reason
          decided
          targets
        }
        hidden
        ...AnswerFields
      }
    }
  `,
  [ANSWER],
);

type Page = NonNullable<ResultOf<typeof BOARD>["onHold"]>;
export type Hold = Page["holds"]["edges"][number]["node"];
export type Item = ResultOf<typeof ITEM>;
export type HeldBy = NonNullable<ResultOf<typeof HELD_BY>["heldBy"]>;

export interface Board {
  last: Page;
  holds: Hold[];
}

/** All holds in force, whatever their number, of one ledger size. */
export async function board(asked: { asOf: string | null; knownAt: number | null }, stop: AbortSignal): Promise<Board> {
  const holds: Hold[] = [];
  let { knownAt } = asked;
  let after: string | null = null;
  for (;;) {
    const last: Page = whole((await ask(BOARD, { asOf: asked.asOf, knownAt, after }, stop)).onHold);
    holds.push(...last.holds.edges.map((edge) => edge.node));
    if (!last.holds.pageInfo.hasNextPage) return { last, holds };
    knownAt = last.ledger.size;
    after = whole(last.holds.pageInfo.endCursor);
  }
}
