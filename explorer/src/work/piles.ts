// Where work piles up: how many records of each kind wait in each stage.
import type { Form, Waiting } from "../api/work.ts";

export interface Pile {
  label: string;
  count: number;
  overdue: number;
  stages: { stage: string; count: number; isMost: boolean }[];
}

/** By kind in the order of the workflows, stages in the order in which they are reached. The one that is fuller than all others is told. */
export function piles(list: readonly Waiting[], forms: readonly Form[]): Pile[] {
  const order = new Map(forms.map((form) => [form.label, [...new Set(form.commands.flatMap((one) => [...one.stages, one.leadsTo]))]]));
  const labels = [...new Set([...order.keys(), ...list.map((one) => one.label)])];
  return labels.flatMap((label) => {
    const own = list.filter((one) => one.label === label);
    return own.length ? [pile(label, own, order.get(label) ?? [])] : [];
  });
}

function pile(label: string, own: readonly Waiting[], order: readonly string[]): Pile {
  const counts = new Map<string, number>();
  for (const one of own) counts.set(one.stage, (counts.get(one.stage) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const isTold = counts.size > 1 && [...counts.values()].filter((count) => count === most).length === 1;
  const stages = [...counts]
    .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
    .map(([stage, count]) => ({ stage, count, isMost: isTold && count === most }));
  return { label, count: own.length, overdue: own.filter((one) => one.overdue).length, stages };
}
