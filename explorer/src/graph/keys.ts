// Keys as people read them: `lot:plant/RM-1/0007` is lot 0007 of RM-1.

export interface KeyParts {
  prefix: string;
  namespace: string;
  parts: string[];
}

/** The parts of a key; a text that is none stands for itself. */
export function split(key: string): KeyParts {
  const colon = key.indexOf(":");
  const [namespace = "", ...parts] = key.slice(colon + 1).split("/").map(decode);
  return { prefix: key.slice(0, Math.max(colon, 0)), namespace, parts };
}

/** What tells a row from its neighbours in a column of one type: its number, and what it is of. */
export function shortly(key: string): { number: string; of: string } {
  const { prefix, parts } = split(key);
  if (prefix === "lot" || prefix === "device") return { number: parts.slice(1).join("/"), of: parts[0] ?? "" };
  if (prefix === "step") return { number: parts.slice(1).join("/"), of: parts[0] ?? "" };
  return { number: parts.join("/") || key, of: "" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const STARTS = new Set(["lot", "device", "step", "receipt", "shipment", "return", "package", "supplier", "customer"]);

/** Whether a trace starts at this. */
export const startsTrace = (key: string): boolean => STARTS.has(split(key).prefix);
