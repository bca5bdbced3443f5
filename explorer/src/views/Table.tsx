// The affected table: the deliverable. It can be filtered, sorted, cut to columns, and exported as it is shown.
import { useMemo } from "preact/hooks";
import { language, t } from "../i18n/index.ts";
import type { Network } from "../graph/network.ts";
import { toggle } from "../marks.ts";
import { LINE, step, useLines } from "../parts/useLines.ts";
import { cell, ordered, type Field, type Sorting } from "./affected.ts";

interface Props {
  network: Network;
  shown: Uint8Array;
  chosen: number | null;
  marked: ReadonlySet<string>;
  fields: readonly Field[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  onOpen: (row: number) => void;
}

export function Table({ network, shown, chosen, marked, fields, sorting, onSort, onOpen }: Props) {
  const rows = useMemo(() => ordered(network, shown, sorting), [network, shown, sorting, language.value]);
  const { box, first, last, onScroll } = useLines(rows.length);
  const press = (event: KeyboardEvent, row: number): void => {
    if (event.key === "Enter") onOpen(row);
    else if (event.key === ".") toggle([network.keys[row]!]);
    else if (!step(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="affected" ref={box} tabIndex={0} role="region" aria-label={t("table.caption")} onScroll={onScroll}>
      <table aria-rowcount={rows.length + 1}>
        <caption class="visually-hidden">{t("table.caption")}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" class="mark">
              <span class="visually-hidden">{t("table.mark")}</span>
            </th>
            {fields.map((field) => (
              <th key={field} scope="col" aria-sort={sorting.field !== field ? "none" : sorting.down ? "descending" : "ascending"}>
                <button
                  type="button"
                  title={t("table.sortBy", { column: t(`table.${field}`) })}
                  onClick={() => onSort({ field, down: sorting.field === field && !sorting.down })}
                >
                  {t(`table.${field}`)}
                  <span aria-hidden="true">{sorting.field !== field ? "" : sorting.down ? " ▾" : " ▴"}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: `${first * LINE}px` }} />}
          {rows.slice(first, last).map((row, i) => (
            <tr
              key={network.keys[row]}
              aria-rowindex={first + i + 2}
              tabIndex={-1}
              class={row === chosen ? "is-chosen" : ""}
              style={{ height: `${LINE}px` }}
              onKeyDown={(event) => press(event, row)}
            >
              <td class="mark">
                <input
                  type="checkbox"
                  checked={marked.has(network.keys[row]!)}
                  aria-label={`${t("table.mark")} ${network.keys[row]}`}
                  onChange={() => toggle([network.keys[row]!])}
                />
              </td>
              {fields.map((field) => (
                <td key={field} class={field}>
                  {field === "number" ? (
                    <button type="button" class="link" onClick={() => onOpen(row)}>
                      <bdi>{cell(network, row, field)}</bdi>
                    </button>
                  ) : (
                    <bdi>{cell(network, row, field)}</bdi>
                  )}
                </td>
              ))}
            </tr>
          ))}
          {last < rows.length && <tr aria-hidden="true" style={{ height: `${(rows.length - last) * LINE}px` }} />}
        </tbody>
      </table>
    </div>
  );
}

