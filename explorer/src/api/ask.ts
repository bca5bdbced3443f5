// GraphQL over HTTP. An answer is whole or it is a Refusal: data beside an error is never handed on.
import { signal } from "@preact/signals";
import type { TadaDocumentNode } from "gql.tada";
import { print } from "./print.ts";

interface Chinese {
  message: string;
  nextStep: string;
}

/** Why there is no answer, in the server's words, and what to do next; `zh` is the same in Chinese, where it says so. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly nextStep: string,
    readonly zh?: Chinese,
  ) {
    super(message);
  }
}

/** Whether the server wants to know who asks; what was on the page stays there meanwhile. */
export const signInWanted = signal(false);

const TOKEN = "lotgraph.token";
const OFFLINE = "OFFLINE";

/** The token of this tab's session, where there is no cookie that does. */
export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, token);
}

/** Headers that say who asks: the token of this tab, or that this is our own page, for which the cookie counts. */
export function credentials(): Record<string, string> {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : { "X-Lotgraph": "1" };
}

/** How one signs in here, and who is signed in. */
export interface Ways {
  needed: boolean;
  accounts: boolean;
  provider: { name: string; overTls: boolean } | null;
  account: string | null;
}

/** Whose session it is, as far as the page has asked. */
export const account = signal<string | null>(null);

/** Counts sign-ins: what was refused before is asked again. */
export const signIns = signal(0);

/** Ask how one signs in. */
export async function askWays(stop?: AbortSignal): Promise<Ways> {
  let response: Response;
  try {
    response = await fetch("session/ways", { headers: credentials(), signal: stop ?? null });
  } catch (error) {
    if (stop?.aborted) throw error;
    throw new Refusal(OFFLINE, "", "");
  }
  const told = (await response.json()) as Told & Ways;
  if (!response.ok) throw new Refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
  account.value = told.account;
  return told;
}

interface Told {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; nextStep?: string; zh?: Chinese } }[];
  code?: string;
  message?: string;
  nextStep?: string;
  zh?: Chinese;
}

/** Ask a document; `stop` gives up waiting. */
export async function ask<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
  stop?: AbortSignal,
): Promise<Data> {
  const told = await send("graphql", { query: print(document), variables }, stop);
  const error = told.errors?.[0];
  if (error) {
    const { code = "", nextStep = "", zh } = error.extensions ?? {};
    if (signs(variables) && (await isSignedIn())) throw new Refusal(code, error.message, nextStep, zh);
    throw refusal(code, error.message, nextStep, zh);
  }
  if (told.data === undefined || told.data === null) {
    throw refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
  }
  return told.data as Data;
}

/** Whether a password goes with it: one that is wrong is no session that ended, and another may be tried on the page. */
const signs = (variables: unknown): boolean => Boolean((variables as { password?: string | null }).password);

async function isSignedIn(): Promise<boolean> {
  try {
    return (await askWays()).account !== null;
  } catch {
    return false;
  }
}

/** What was told; a read that told nothing is no empty answer. */
export function whole<T>(told: T | null | undefined): T {
  if (told === null || told === undefined) throw new Refusal("READ_FAILED", "", "");
  return told;
}

/** A session for an account; remembers its token. */
export async function signIn(login: string, password: string): Promise<void> {
  const response = await reach("session", { account: login, password });
  const told = (await response.json()) as Told & { token?: string; account?: string };
  if (!told.token) throw new Refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
  keepToken(null);
  if (!(await hasCookie(told.account))) keepToken(told.token);
  account.value = told.account ?? null;
  signInWanted.value = false;
  signIns.value += 1;
}

/** Whether the cookie carries this account's session, as it does over TLS: then no script needs the token. */
async function hasCookie(whose: string | undefined): Promise<boolean> {
  if (location.protocol !== "https:") return false;
  try {
    return (await askWays()).account === whose;
  } catch {
    return false;
  }
}

/** Another password in the place of one that may be used once, or is too old; then a session. */
export async function changePassword(login: string, password: string, next: string): Promise<void> {
  const response = await reach("session/password", { account: login, password, new: next });
  if (!response.ok) {
    const told = (await response.json()) as Told;
    throw new Refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
  }
  await signIn(login, next);
}

/** End the session; it goes on where the server does not say that it ended. */
export async function signOut(): Promise<void> {
  let response: Response;
  try {
    response = await fetch("session", { method: "DELETE", headers: credentials() });
  } catch {
    throw new Refusal(OFFLINE, "", "");
  }
  if (!response.ok) {
    const told = (await response.json().catch(() => ({}))) as Told;
    throw new Refusal(told.code ?? "", told.message ?? `HTTP ${response.status}`, told.nextStep ?? "", told.zh);
  }
  keepToken(null);
  account.value = null;
  signInWanted.value = true;
}

function refusal(code: string, message: string, nextStep: string, zh?: Chinese): Refusal {
  if (code === "UNAUTHENTICATED") signInWanted.value = true;
  return new Refusal(code, message, nextStep, zh);
}

/** A whole file; one that breaks off is none. */
export const fetchFile = (url: string): Promise<Blob> => file(() => fetch(url, { headers: credentials() }));

/** The same for one that is asked for with a body. */
export const postForFile = (path: string, body: unknown): Promise<Blob> => file(() => reach(path, body));

async function file(asked: () => Promise<Response>): Promise<Blob> {
  let response: Response;
  try {
    response = await asked();
    if (response.ok) return await response.blob();
  } catch {
    throw new Refusal(OFFLINE, "", "");
  }
  const told = (await response.json()) as Told;
  throw refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
}

/** What the server says of a file that is sent to it. */
export async function sendFile(path: string, file: File, headers: Record<string, string>): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "X-Lotgraph-File": encodeURIComponent(file.name), ...headers, ...credentials() },
      body: file,
    });
  } catch {
    throw new Refusal(OFFLINE, "", "");
  }
  const told = (await response.json()) as Told;
  if (!response.ok) throw refusal(told.code ?? "", told.message ?? "", told.nextStep ?? "", told.zh);
  return told;
}

async function send(path: string, body: unknown, stop?: AbortSignal): Promise<Told> {
  const response = await reach(path, body, stop);
  try {
    return (await response.json()) as Told;
  } catch (error) {
    if (stop?.aborted) throw error;
    throw new Refusal(OFFLINE, `HTTP ${response.status}`, "");
  }
}

async function reach(path: string, body: unknown, stop?: AbortSignal): Promise<Response> {
  const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" };
  try {
    return await fetch(path, {
      method: "POST",
      headers: { ...headers, ...credentials() },
      body: JSON.stringify(body),
      signal: stop ?? null,
    });
  } catch (error) {
    if (stop?.aborted) throw error;
    throw new Refusal(OFFLINE, "", "");
  }
}

/** An error as a refusal; what nobody foresaw says so itself. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal("INTERNAL", String(error), "");
