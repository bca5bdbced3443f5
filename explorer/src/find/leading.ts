// Where a hit leads: to what can be asked of it.
import { hasRoom } from "../environment/EnvironmentLink.tsx";
import { split, startsTrace } from "../graph/keys.ts";
import { href } from "../route.ts";
import { shown, WORKED } from "../work/kinds.ts";
import type { Hit } from "./ranking.ts";

/** The page of a hit; null where it has none, and its record stands beside what was found. */
export function pageOf({ key }: Hit): string | null {
  if (startsTrace(key)) return href({ page: "trace", keys: [key], row: null });
  if (hasRoom(key)) return href({ page: "environment", about: key, from: null, to: null, row: null });
  return WORKED.has(split(key).prefix) ? shown(key) : null;
}

export const leadingTo = (hit: Hit): string => pageOf(hit) ?? href({ row: hit.key });
