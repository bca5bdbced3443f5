// Kinds of records that have workflows: where each is shown, and what is opened from it.
import { split } from "../graph/keys.ts";
import { href } from "../route.ts";

/** What keys of records with a workflow begin with. */
export const WORKED: ReadonlySet<string> = new Set(
  ["receipt", "qualification", "inspection", "measurement", "lot", "device", "reading", "release", "hold"].concat(
    ["shipment", "return", "service", "complaint", "adverse_event", "nonconformity", "capa", "recall"],
  ),
);

interface Follow {
  opens: string;
  /** Whether the new record is about this one, or came of it. */
  from: "it" | "of";
}

export const FOLLOWS: Readonly<Record<string, readonly Follow[]>> = {
  Lot: (["Hold", "Release", "Inspection", "Nonconformity", "Complaint", "Recall"] as const).map((opens) => ({ opens, from: "it" })),
  Device: (["Hold", "Release", "ServiceEvent", "Nonconformity", "Complaint", "Recall"] as const).map((opens) => ({ opens, from: "it" })),
  Receipt: (["Inspection", "Nonconformity"] as const).map((opens) => ({ opens, from: "it" })),
  Inspection: [{ opens: "Nonconformity", from: "it" }],
  Measurement: [{ opens: "Nonconformity", from: "it" }],
  EnvironmentalReading: [{ opens: "Nonconformity", from: "it" }],
  Complaint: [
    { opens: "AdverseEvent", from: "of" },
    { opens: "Nonconformity", from: "it" },
    { opens: "Recall", from: "of" },
  ],
  AdverseEvent: [{ opens: "Recall", from: "of" }],
  Nonconformity: [
    { opens: "Capa", from: "of" },
    { opens: "Recall", from: "of" },
  ],
  Recall: [{ opens: "Hold", from: "of" }],
};

/** Where a record is shown with what may be done with it. */
export function shown(key: string): string {
  return href({ page: split(key).prefix === "recall" ? "case" : "work", keys: [key] }, { fresh: true });
}
