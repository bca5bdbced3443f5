// Inclusion proofs of RFC 6962, checked where the reader can see it: a statement in its commit, the commit in
// the ledger. Only the root comes from elsewhere.

/** The proof of a statement, as the API gives it. */
export interface FactProof {
  line: string;
  header: string;
  index: number;
  size: number;
  factsPath: readonly string[];
  headerPath: readonly string[];
}

interface Header {
  seq: number;
  n: number;
  facts_root: string;
}

const LEAF = 0;
const NODE = 1;

/** Whether this browser can hash: on https and on this machine. */
export const canProve = (): boolean => globalThis.crypto?.subtle !== undefined;

/** Whether the statement is in the ledger of this root. */
export async function proves(proof: FactProof, root: string): Promise<boolean> {
  const header = JSON.parse(proof.header) as Header;
  const fact = await hashed(LEAF, bytesOf(proof.line));
  const inCommit = await climb(fact, proof.index, header.n, proof.factsPath);
  if (inCommit !== header.facts_root) return false;
  const commit = await hashed(LEAF, bytesOf(proof.header));
  return (await climb(commit, header.seq - 1, proof.size, proof.headerPath)) === root;
}

/** The root that a path leads to from a leaf, or null where the path does not fit the tree. */
async function climb(leaf: Uint8Array, index: number, size: number, path: readonly string[]): Promise<string | null> {
  if (index < 0 || index >= size) return null;
  let [found, at, last] = [leaf, index, size - 1];
  for (const text of path) {
    if (!last) return null;
    const sibling = fromHex(text);
    if (at % 2 || at === last) {
      found = await hashed(NODE, sibling, found);
      while (at && at % 2 === 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      found = await hashed(NODE, found, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last ? null : toHex(found);
}

async function hashed(kind: number, ...parts: Uint8Array[]): Promise<Uint8Array> {
  const whole = new Uint8Array(1 + parts.reduce((sum, part) => sum + part.length, 0));
  whole[0] = kind;
  let at = 1;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const fromHex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
