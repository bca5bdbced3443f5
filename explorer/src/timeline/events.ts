// The events of an answer in time: which can be drawn, which cannot, and where each lies.
import type { Network } from "../graph/network.ts";
import { lanes, spanOf, type Moment } from "../time/moments.ts";

/** Times of a direction as the API tells them. */
export interface Times {
  columns: { keys: readonly string[] };
  times: {
    started: readonly (string | null)[];
    ended: readonly (string | null)[];
    events: readonly number[];
    disputed: readonly number[];
  };
}

export interface Event {
  row: number;
  started: string | null;
  ended: string | null;
  disputed: boolean;
  /** Null where nothing says when it was, or it ends before it begins. */
  span: Moment | null;
}

/** The events of both directions, each row once, by time; those without a time come last. */
export function eventsOf(network: Network, sides: readonly Times[]): Event[] {
  const found = new Map<number, Event>();
  for (const { columns, times } of sides) {
    const disputed = new Set(times.disputed);
    for (const at of times.events) {
      const row = network.index.get(columns.keys[at]!);
      if (row === undefined) continue;
      const [started, ended] = [times.started[at] ?? null, times.ended[at] ?? null];
      found.set(row, { row, started, ended, disputed: disputed.has(at), span: spanOf(started, ended) });
    }
  }
  const since = (event: Event): number => event.span?.since ?? Infinity;
  return [...found.values()].sort((a, b) => since(a) - since(b) || a.row - b.row || 0);
}

/** From the first event to the last. */
export function wholeOf(events: readonly Event[]): Moment | null {
  const spans = events.flatMap(({ span }) => (span ? [span] : []));
  if (!spans.length) return null;
  const since = spans.reduce((at, span) => Math.min(at, span.since), Infinity);
  const until = spans.reduce((at, span) => Math.max(at, span.until), -Infinity);
  const room = Math.max((until - since) * 0.02, 60_000);
  return { since: since - room, until: until + room, isDay: false };
}

/** Events that lie on one another are drawn as one: as many columns of a picture as it has room for. */
export interface Cluster {
  events: Event[];
  since: number;
  until: number;
  isDay: boolean;
}

/** Neighbours in time that would touch at this many milliseconds, joined; `room` is what one of them needs. */
export function clustersOf(events: readonly Event[], window: Moment, room: number): Cluster[] {
  const found: Cluster[] = [];
  for (const event of events) {
    const { span } = event;
    if (!span || span.until < window.since || span.since > window.until) continue;
    const last = found.at(-1);
    const together = last && Math.max(span.since - last.since, span.until - last.until) < room;
    if (last && together) {
      last.events.push(event);
      last.until = Math.max(last.until, span.until);
      last.isDay ||= span.isDay;
    } else found.push({ events: [event], since: span.since, until: span.until, isDay: span.isDay });
  }
  return found;
}

/** Clusters in so many lanes at most; those that would need more lie on the last one, joined where they would touch. */
export function stacked(clusters: readonly Cluster[], room: number, most: number): { clusters: Cluster[]; lanes: number[] } {
  const found = lanes(clusters, room);
  if (Math.max(0, ...found) < most) return { clusters: [...clusters], lanes: found };
  const last = most - 1;
  const free = clusters.filter((_, i) => found[i]! < last);
  const joined = touching(clusters.filter((_, i) => found[i]! >= last), room);
  return { clusters: [...free, ...joined], lanes: [...found.filter((lane) => lane < last), ...joined.map(() => last)] };
}

function touching(clusters: readonly Cluster[], room: number): Cluster[] {
  const found: Cluster[] = [];
  for (const cluster of [...clusters].sort((a, b) => a.since - b.since)) {
    const before = found.at(-1);
    if (before && cluster.since < Math.max(before.until, before.since + room)) {
      before.events.push(...cluster.events);
      before.until = Math.max(before.until, cluster.until);
      before.isDay ||= cluster.isDay;
    } else found.push({ ...cluster, events: [...cluster.events] });
  }
  return found;
}
