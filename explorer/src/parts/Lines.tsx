// A table of any length: only the lines in view are drawn, all of them on paper; arrows walk it, Enter opens.
import type { ComponentChildren } from "preact";
import { LINE, step, useLines } from "./useLines.ts";

export interface Column<T> {
  name: string;
  title: ComponentChildren;
  cell: (row: T) => ComponentChildren;
  isNumber?: boolean;
}

interface Props<T> {
  caption: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  chosen?: string | null;
  onOpen?: (row: T) => void;
}

export function Lines<T>({ caption, rows, keyOf, columns, chosen = null, onOpen }: Props<T>) {
  const { box, first, last, onScroll } = useLines(rows.length);
  const press = (event: KeyboardEvent, row: T): void => {
    if (event.key === "Enter" && event.target === event.currentTarget && onOpen) onOpen(row);
    else if (!step(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="affected lines-of" ref={box} tabIndex={0} role="region" aria-label={caption} onScroll={onScroll}>
      <table aria-rowcount={rows.length + 1}>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={column.isNumber ? "n" : ""}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: `${first * LINE}px` }} />}
          {rows.slice(first, last).map((row, i) => (
            <tr
              key={keyOf(row)}
              aria-rowindex={first + i + 2}
              tabIndex={-1}
              class={keyOf(row) === chosen ? "is-chosen" : ""}
              style={{ height: `${LINE}px` }}
              onKeyDown={(event) => press(event, row)}
            >
              {columns.map((column) => (
                <td key={column.name} class={column.isNumber ? "n" : ""}>
                  {column.cell(row)}
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
