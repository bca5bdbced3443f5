// Where every row stands among the lines of the columns, and which lines are joined.
import type { Column, Line } from "./columns.ts";
import type { Network } from "./network.ts";

export interface Layout {
  columns: Column[];
  /** Column of each row, -1 where it is not shown. */
  columnOf: Int16Array;
  /** Line of each row in its column. */
  lineOf: Int32Array;
  /** The lines in flow behind a line, each once. */
  out: (place: Place) => readonly Place[];
  /** The lines in flow before it. */
  in: (place: Place) => readonly Place[];
}

export interface Place {
  column: number;
  line: number;
}

/** The layout of columns. */
export function layoutOf(network: Network, columns: Column[]): Layout {
  const columnOf = new Int16Array(network.size).fill(-1);
  const lineOf = new Int32Array(network.size).fill(-1);
  columns.forEach(({ lines: { rows, from, to } }, c) => {
    // Of an open group the rows have lines of their own, which come behind the group's.
    for (let line = 0; line < from.length; line++) {
      for (let i = from[line]!; i < to[line]!; i++) {
        columnOf[rows[i]!] = c;
        lineOf[rows[i]!] = line;
      }
    }
  });
  // Worked out when a line comes into view, and kept.
  const joined = (side: Network["out"]): Layout["out"] => {
    const kept = new Map<Line, readonly Place[]>();
    return ({ column, line }) => {
      const told = columns[column]!.lines.at(line);
      let found = kept.get(told);
      if (!found) kept.set(told, (found = told.open ? [] : places(side, told.rows[0]!, columnOf, lineOf)));
      return found;
    };
  };
  return { columns, columnOf, lineOf, out: joined(network.out), in: joined(network.in) };
}

/** The lines next to a row, each once; rows of one line are joined alike, so one stands for all. */
function places(side: Network["out"], row: number, columnOf: Int16Array, lineOf: Int32Array): Place[] {
  const found = new Map<number, Place>();
  for (let j = side.first[row]!; j < side.first[row + 1]!; j++) {
    const next = side.row[j]!;
    const column = columnOf[next]!;
    const line = lineOf[next]!;
    if (column >= 0) found.set(column * 2 ** 32 + line, { column, line });
  }
  return [...found.values()];
}
