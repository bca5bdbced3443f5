// Where the investigator is, as the address says it: links, the back button and reload all work by it.
import { computed, signal } from "@preact/signals";

export const PAGES = ["find", "trace", "environment", "scopes", "causes", "balance", "work", "case", "holds", "figures", "loads", "help"] as const;
export const VIEWS = ["columns", "table", "flow", "density", "timeline", "around", "missing"] as const;
export const LOAD_PARTS = ["list", "rejects", "scores", "check"] as const;
export const PLACES = ["all", "onHand", "shipped", "usedUp"] as const;
export const DIRECTIONS = ["both", "forward", "backward"] as const;
export type Page = (typeof PAGES)[number];
export type View = (typeof VIEWS)[number];
export type LoadPart = (typeof LOAD_PARTS)[number];
export type Place = (typeof PLACES)[number];
export type Directions = (typeof DIRECTIONS)[number];

export interface Route {
  page: Page;
  text: string;
  keys: readonly string[];
  direction: Directions;
  view: View;
  asOf: string | null;
  knownAt: number | null;
  /** A clock of the link that is none, as it stands there. */
  badClock: string | null;
  timeAware: boolean;
  /** The row whose evidence is open. */
  row: string | null;
  /** The room, or step, whose environment is shown, and the time that is looked at; what a new record comes of; the hold whose items are listed. */
  about: string | null;
  from: string | null;
  to: string | null;
  /** Which part of the load monitor, and of which load. */
  part: LoadPart;
  load: string | null;
  /** Which kind of work is looked at, or kind and stage; and of which kind a record is opened. */
  kind: string | null;
  opens: string | null;
  /** Where the items are that are listed of what is on hold. */
  where: Place;
  /** The change around which figures are compared: a day, or the number of a commit. */
  around: string | null;
  /** Names of scopes that are compared, or asked again. */
  scopes: readonly string[];
}

const START: Route = {
  page: "find",
  text: "",
  keys: [],
  direction: "both",
  view: "columns",
  asOf: null,
  knownAt: null,
  badClock: null,
  timeAware: false,
  row: null,
  about: null,
  from: null,
  to: null,
  part: "list",
  load: null,
  kind: null,
  opens: null,
  where: "all",
  around: null,
  scopes: [],
};

/** The route of `#/trace?key=…`; what is no route is the start. */
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const asked = new URLSearchParams(query);
  const known = asked.get("known-at");
  const size = known !== null && /^[0-9]+$/.test(known) ? Number(known) : 0;
  const isSize = Number.isSafeInteger(size) && size > 0;
  return {
    page: oneOf(PAGES, path, "find"),
    text: asked.get("text") ?? "",
    keys: asked.getAll("key"),
    direction: oneOf(DIRECTIONS, asked.get("direction"), "both"),
    view: oneOf(VIEWS, asked.get("view"), "columns"),
    asOf: asked.get("as-of") || null,
    knownAt: isSize ? size : null,
    badClock: known === null || isSize ? null : known,
    timeAware: asked.get("time-aware") === "yes",
    row: asked.get("row") || null,
    about: asked.get("about") || null,
    from: asked.get("from") || null,
    to: asked.get("to") || null,
    part: oneOf(LOAD_PARTS, asked.get("part"), "list"),
    load: asked.get("load") || null,
    kind: asked.get("kind") || null,
    opens: asked.get("new") || null,
    where: oneOf(PLACES, asked.get("where"), "all"),
    around: asked.get("around") || null,
    scopes: asked.getAll("scope"),
  };
}

/** The address of a route; what is as at the start is left out. */
export function format(route: Route): string {
  const asked = new URLSearchParams();
  if (route.text) asked.set("text", route.text);
  for (const key of route.keys) asked.append("key", key);
  if (route.direction !== START.direction) asked.set("direction", route.direction);
  if (route.view !== START.view) asked.set("view", route.view);
  if (route.asOf) asked.set("as-of", route.asOf);
  if (route.badClock !== null) asked.set("known-at", route.badClock);
  else if (route.knownAt) asked.set("known-at", String(route.knownAt));
  if (route.timeAware) asked.set("time-aware", "yes");
  if (route.row) asked.set("row", route.row);
  if (route.about) asked.set("about", route.about);
  if (route.from) asked.set("from", route.from);
  if (route.to) asked.set("to", route.to);
  if (route.part !== START.part) asked.set("part", route.part);
  if (route.load) asked.set("load", route.load);
  if (route.kind) asked.set("kind", route.kind);
  if (route.opens) asked.set("new", route.opens);
  if (route.where !== START.where) asked.set("where", route.where);
  if (route.around) asked.set("around", route.around);
  for (const name of route.scopes) asked.append("scope", name);
  const query = asked.toString();
  return `#/${route.page}${query ? `?${query}` : ""}`;
}

const current = signal<Route>(START);
export const route = computed(() => current.value);

/** Go there; `replace` where the step back should not lead here. */
export function go(change: Partial<Route>, { replace = false, fresh = false } = {}): void {
  visit(href(change, { fresh }), { replace });
}

/** Go to an address of the explorer. */
export function visit(address: string, { replace = false } = {}): void {
  if (address === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  current.value = parse(address);
}

/** The address of a change, for links. */
export function href(change: Partial<Route>, { fresh = false } = {}): string {
  return format({ ...(fresh ? START : current.value), ...("knownAt" in change && { badClock: null }), ...change });
}

/** Follow the address bar. */
export function follow(): void {
  const read = (): void => void (current.value = parse(location.hash));
  read();
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
}

function oneOf<T extends string>(all: readonly T[], text: string | null, otherwise: T): T {
  return all.find((one) => one === text) ?? otherwise;
}
